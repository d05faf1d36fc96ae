package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.header
import io.ktor.client.request.preparePost
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsChannel
import io.ktor.client.statement.bodyAsText
import io.ktor.utils.io.readByteArray
import io.ktor.utils.io.toByteArray
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CopyableThrowable
import java.io.IOException

/** Coroutines would pass on a copy of another one. */
private class ProducerFailure :
    Exception("the producer's own"),
    CopyableThrowable<ProducerFailure> {
    override fun createCopy(): ProducerFailure? = null
}

private const val EARLY = "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!"

class UploadEndsTest :
    FunSpec({
        test("a body shorter than it promised is an error, and its connection is closed") {
            listOf(Readable(ByteArray(4), 10), Produced(10) { writeFully(ByteArray(4)) }).forEach { content ->
                overSockets({
                    readRequest()
                    error("The request must not look complete")
                }) {
                    val error = shouldThrow<IOException> { fetch { post(content) } }
                    error.message shouldContain "4 of the 10 bytes"
                    server.connections.awaitClosed(1)
                    server
                        .connection(0)
                        .received
                        .substringAfter("\r\n\r\n")
                        .length shouldBe 4
                }
            }
        }

        test("a body longer than it promised is an error, and the surplus is not sent") {
            listOf(Readable(ByteArray(10), 4), Produced(4) { writeFully(ByteArray(10)) }).forEach { content ->
                overSockets({ awaitClose() }) {
                    val error = shouldThrow<IOException> { fetch { post(content) } }
                    error.message shouldContain "longer than the 4 bytes"
                    server.connections.awaitClosed(1)
                    server.connection(0).received.substringAfter("\r\n\r\n") shouldBe ""
                }
            }
        }

        test("a body in memory that says another length is refused before anything is connected") {
            overSockets({ }) {
                listOf(4L, 20L).forEach { length ->
                    shouldThrow<IllegalArgumentException> { fetch { post(InMemory(ByteArray(10), length)) } }
                }
                server.connections.accepted shouldBe 0
            }
        }

        test("the error of a body's producer is the caller's, and nothing is sent again") {
            rotating({
                readRequest()
                error("The request must not look complete")
            }) {
                val failure = ProducerFailure()
                val content =
                    Produced {
                        writeFully(ByteArray(100_000))
                        throw failure
                    }
                shouldThrow<ProducerFailure> {
                    rotator.put(TARGET) { setBody(content) }
                } shouldBeSameInstanceAs failure
                server.connections.awaitClosed(1)
                server.connections.accepted shouldBe 1
                rotator.pool
                    .statistics()
                    .single()
                    .failures shouldBe emptyMap()
                rotator.realPool.awaitIdle()
            }
        }

        test("A14 Expect: after 100 the body is sent") {
            overSockets({
                val request = checkNotNull(readHead())
                request.header("Expect") shouldBe "100-continue"
                send("HTTP/1.1 100 Continue\r\n\r\n")
                send(rawResponse(readBody(request).decodeToString()))
            }) { fetch { expecting("body") } shouldBe "body" }
        }

        test("A14 Expect: after 417 the body stays here, and its connection is closed") {
            overSockets({
                readHead()
                send(rawResponse("", 417))
                awaitClose()
            }) {
                send { expecting("body") }.status.value shouldBe 417
                server.connections.awaitOpen(0)
                server.connection(0).received.substringAfter("\r\n\r\n") shouldBe ""
            }
        }

        test("A14 Expect: who says nothing gets the body after a while") {
            overSockets({ send(rawResponse(checkNotNull(readRequest()).body.decodeToString())) }) {
                fetch { expecting("body") } shouldBe "body"
            }
        }

        listOf(TARGET to false, SECURE_TARGET to true).forEach { (target, isSecure) ->
            test("C19 an early refusal is delivered, ends the upload and closes the connection: $target") {
                val ended = CompletableDeferred<Throwable?>()
                overSockets({
                    if (isSecure) openTunnel()
                    readBegun()
                    send(EARLY)
                    awaitClose()
                }) {
                    val response = send(target) { post(endless(ended)) }
                    response.status.value shouldBe 413
                    response.text() shouldBe "no!"
                    ended.await()
                    server.connections.awaitOpen(0)
                }
            }
        }

        test("C19 an early refusal arrives though its sender does not listen any more") {
            overSockets({
                readHead()
                read(100_000)
                send(EARLY)
            }) {
                repeat(20) {
                    val ended = CompletableDeferred<Throwable?>()
                    send { post(endless(ended)) }.text() shouldBe "no!"
                    ended.await()
                }
            }
        }

        test("a response that begins before the upload has ended is delivered while it goes on") {
            val hasHead = CompletableDeferred<Unit>()
            rotating({
                val request = checkNotNull(readHead())
                send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n")
                val body = readBody(request).decodeToString()
                send("${body.length.toString(16)}\r\n$body\r\n0\r\n\r\n")
                awaitClose()
            }) {
                val content =
                    Produced {
                        writeFully("first ".toByteArray())
                        flush()
                        hasHead.await()
                        writeFully("second".toByteArray())
                    }
                rotator.client.preparePost(TARGET) { setBody(content) }.execute { response ->
                    val body = response.bodyAsChannel()
                    body.readByteArray(5).decodeToString() shouldBe "early"
                    hasHead.complete(Unit)
                    body.toByteArray().decodeToString() shouldBe "first second"
                }
            }
        }

        test("a complete answer before the end of the upload ends it") {
            val ended = CompletableDeferred<Throwable?>()
            overSockets({
                readBegun()
                send(rawResponse("enough"))
                awaitClose()
            }) {
                send { post(endless(ended)) }.text() shouldBe "enough"
                ended.await()
                server.connections.awaitOpen(0)
            }
        }

        test("a body that was being sent when its connection broke is not asked for again") {
            rotating({
                readBegun()
                reset()
            }, configure = { health { failureThreshold = Int.MAX_VALUE } }) {
                var calls = 0
                val content =
                    Produced {
                        calls++
                        while (true) writeFully(ByteArray(10_000))
                    }
                runCatching { rotator.put(TARGET) { setBody(content) }.bodyAsText() }.isFailure shouldBe true
                calls shouldBe 1
                server.connections.accepted shouldBe 1
                rotator.realPool.awaitIdle()
            }
        }
    })

private fun HttpRequestBuilder.expecting(text: String) {
    header("Expect", "100-continue")
    post(InMemory(text.toByteArray()))
}

/** The head and the first byte of the body, so that whoever makes the body has begun. */
private fun ScriptedConnection.readBegun() {
    readHead()
    read(1)
}

/** Ends with the connection; [ended] says so. */
private fun endless(ended: CompletableDeferred<Throwable?>) =
    Produced {
        try {
            while (true) writeFully(ByteArray(10_000))
        } catch (cause: Throwable) {
            ended.complete(cause)
            throw cause
        }
    }
