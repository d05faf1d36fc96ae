package dev.proxyrotator.rotation

import dev.proxyrotator.engine.adapter.RelayedBody
import dev.proxyrotator.engine.connection.BodySource
import dev.proxyrotator.engine.connection.IncomingBody
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.readBuffer
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.yield
import kotlinx.io.IOException
import kotlinx.io.readByteArray
import kotlin.random.Random

private class QuietSource : BodySource {
    var pauses = 0
    var resumes = 0
    var isGivenUp = false

    override fun onFull() {
        pauses++
    }

    override fun onRoom() {
        resumes++
    }

    override fun onGivenUp() {
        isGivenUp = true
    }
}

private fun IncomingBody.append(bytes: ByteArray) = append(bytes, 0, bytes.size)

@OptIn(InternalAPI::class)
private suspend fun ByteReadChannel.untilError(): Pair<Int, Throwable?> {
    var count = 0
    try {
        while (awaitContent()) {
            readBuffer.readByte()
            count++
        }
        return count to null
    } catch (error: IOException) {
        return count to error
    }
}

class BodyPrefixTest :
    FunSpec({
        test("the beginning is seen and everything is read, however it is split") {
            checkAll(200, Arb.int()) { seed ->
                runTest {
                    val random = Random(seed)
                    val content = random.nextBytes(random.nextInt(3_000))
                    val limit = random.nextInt(1, 2_000)
                    val incoming = IncomingBody(QuietSource())
                    val relayed = RelayedBody()
                    val stock = ByteChannel()
                    launch {
                        var sent = 0
                        while (sent < content.size) {
                            val part = content.copyOfRange(sent, minOf(content.size, sent + random.nextInt(1, 700)))
                            incoming.append(part)
                            relayed.write(part, part.size)
                            stock.writeFully(part)
                            stock.flush()
                            sent += part.size
                            yield()
                        }
                        incoming.end()
                        relayed.finish()
                        stock.flushAndClose()
                    }
                    for (body in listOf(incoming, relayed, stock, ByteReadChannel(content))) {
                        body.peekPrefix(limit) shouldBe content.copyOf(minOf(limit, content.size))
                        body.readBuffer().readByteArray() shouldBe content
                        body.isClosedForRead shouldBe true
                    }
                }
            }
        }

        test("of a body that breaks off, the reader gets what came and then the error") {
            runTest {
                val incoming = IncomingBody(QuietSource())
                incoming.append(ByteArray(10))
                incoming.end(IOException("broken"))
                val relayed = RelayedBody()
                relayed.write(ByteArray(10), 10)
                relayed.finish(IOException("broken"))
                for (body in listOf(incoming, relayed)) {
                    body.peekPrefix(100).size shouldBe 10
                    val (count, error) = body.untilError()
                    count shouldBe 10
                    error?.message shouldBe "broken"
                }
            }
        }

        test("a body that is broken from the start says so") {
            runTest {
                val body = IncomingBody(QuietSource())
                body.end(IOException("broken"))
                shouldThrow<IOException> { body.peekPrefix(100) }.message shouldBe "broken"
            }
        }

        test("it waits for as much as it wants and not for more") {
            runTest {
                val body = IncomingBody(QuietSource())
                val prefix = async { body.peekPrefix(10) }
                body.append(ByteArray(9))
                runCurrent()
                prefix.isCompleted shouldBe false
                body.append(ByteArray(500))
                prefix.await().size shouldBe 10
            }
        }

        test("its source is paused again once the beginning is there, and told when the reader gives up") {
            runTest {
                val source = QuietSource()
                val body = IncomingBody(source)
                body.append(ByteArray(64 * 1024))
                body.peekPrefix(64 * 1024).size shouldBe 64 * 1024
                source.resumes shouldBe 1
                body.append(ByteArray(64 * 1024))
                source.pauses shouldBe 2
                body.readBuffer.size shouldBeLessThan 64L * 1024 + 1
                body.cancel(CancellationException("enough"))
                source.isGivenUp shouldBe true
            }
        }

        test("cancelled while it waits, it leaves the body as it is") {
            runTest {
                val body = IncomingBody(QuietSource())
                val peek = launch { body.peekPrefix(100) }
                body.append(byteArrayOf(1, 2))
                runCurrent()
                peek.cancel()
                runCurrent()
                body.append(byteArrayOf(3))
                body.end()
                body.readBuffer().readByteArray() shouldBe byteArrayOf(1, 2, 3)
            }
        }
    })
