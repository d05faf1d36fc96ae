package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.patternedBytes
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.setBody
import io.ktor.http.HttpMethod
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully

internal class Readable(
    private val bytes: ByteArray,
    override val contentLength: Long? = null,
) : OutgoingContent.ReadChannelContent() {
    override fun readFrom() = ByteReadChannel(bytes)
}

internal class Produced(
    override val contentLength: Long? = null,
    private val produce: suspend ByteWriteChannel.() -> Unit,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) = channel.produce()
}

internal class InMemory(
    private val bytes: ByteArray,
    override val contentLength: Long? = bytes.size.toLong(),
) : OutgoingContent.ByteArrayContent() {
    override fun bytes() = bytes
}

private class Wrapped(
    delegate: OutgoingContent,
) : OutgoingContent.ContentWrapper(delegate) {
    override fun copy(delegate: OutgoingContent) = Wrapped(delegate)
}

internal fun HttpRequestBuilder.post(content: OutgoingContent) {
    method = HttpMethod.Post
    setBody(content)
}

private fun contents(bytes: ByteArray): Map<String, OutgoingContent> {
    val length = bytes.size.toLong()
    val plain =
        mapOf(
            "in memory" to InMemory(bytes),
            "to be read" to Readable(bytes, length),
            "to be read, of unknown length" to Readable(bytes),
            "produced" to Produced(length) { writeFully(bytes) },
            "produced, of unknown length" to Produced { writeFully(bytes) },
        )
    return plain + plain.mapKeys { "${it.key}, wrapped" }.mapValues { Wrapped(Wrapped(it.value)) }
}

class UploadTest :
    FunSpec({
        listOf(1, 100, 64 * 1024, 64 * 1024 + 1, 3_000_000).forEach { size ->
            test("a body of $size bytes arrives as it is, whatever holds it") {
                val bytes = patternedBytes(size, seed = size)
                var received = ByteArray(0)
                overSockets({
                    while (true) {
                        val request = readRequest() ?: break
                        received = request.body
                        send(rawResponse())
                    }
                }) {
                    contents(bytes).forEach { (name, content) ->
                        withClue(name) {
                            fetch { post(content) } shouldBe "hello"
                            received.contentEquals(bytes) shouldBe true
                            val request = server.requests.last()
                            val isUnknown = "unknown" in name
                            request.header("Content-Length") shouldBe if (isUnknown) null else "$size"
                            request.header("Transfer-Encoding") shouldBe if (isUnknown) "chunked" else null
                        }
                    }
                }
            }
        }

        test("a body of three million bytes arrives through a tunnel") {
            val bytes = patternedBytes(3_000_000, seed = 1)
            overSockets({
                openTunnel()
                serve { rawResponse("${it.body.contentEquals(bytes)}") }
            }) {
                contents(bytes).values.forEach { fetch(SECURE_TARGET) { post(it) } shouldBe "true" }
            }
        }

        test("an empty body is no body, and a POST says so") {
            overSockets({ serve { rawResponse("${it.body.size}") } }) {
                val known = contents(ByteArray(0)).filterKeys { "unknown" !in it }.values + object : OutgoingContent.NoContent() {}
                known.forEach {
                    fetch { post(it) } shouldBe "0"
                    server.requests.last().header("Content-Length") shouldBe "0"
                }
                contents(ByteArray(0)).filterKeys { "unknown" in it }.values.forEach { fetch { post(it) } shouldBe "0" }
            }
        }

        test("a body in memory leaves its connection to the next request") {
            overSockets({ serve() }) {
                repeat(20) { fetch { post(InMemory(ByteArray(1000))) } shouldBe "hello" }
                server.connections.accepted shouldBe 1
            }
        }

        test("the body of a GET is sent like any other") {
            overSockets({ serve { rawResponse(it.body.decodeToString()) } }) {
                fetch { setBody(InMemory("question".toByteArray())) } shouldBe "question"
            }
        }

        test("a body leaves piece by piece as it is produced") {
            overSockets({
                val request = checkNotNull(readHead())
                send("HTTP/1.1 100 Continue\r\n\r\n")
                send(rawResponse(readBody(request).decodeToString()))
            }) {
                val pieces =
                    Produced {
                        repeat(100) {
                            writeFully("$it;".toByteArray())
                            flush()
                        }
                    }
                fetch { post(pieces) } shouldBe (0 until 100).joinToString("") { "$it;" }
            }
        }
    })
