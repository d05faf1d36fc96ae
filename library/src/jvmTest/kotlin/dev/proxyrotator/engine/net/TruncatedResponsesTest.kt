package dev.proxyrotator.engine.net

import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.utils.io.readByteArray

private class Sample(
    val name: String,
    val bytes: String,
    val body: String,
    val isEndedByClose: Boolean = false,
) {
    val headLength = bytes.lastIndexOf("\r\n\r\n", bytes.length - body.length) + 4
}

private val samples =
    listOf(
        Sample("a known length", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world", "hello world"),
        Sample(
            "chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nT: x\r\n\r\n",
            "hello world",
        ),
        Sample(
            "an interim response and no body",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
            "",
        ),
        Sample(
            "HTTP/1.0 that keeps the connection",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
            "hi",
        ),
        Sample("an end by close", "HTTP/1.1 200 OK\r\nX: y\r\n\r\nuntil the end", "until the end", isEndedByClose = true),
    )

class TruncatedResponsesTest :
    FunSpec({
        samples.forEach { sample ->
            test("C10 a response with ${sample.name} is complete only where its framing says so") {
                overSockets({
                    readHead()
                    send(sample.bytes.take(index))
                }) {
                    for (length in 0..sample.bytes.length) {
                        withClue("after $length bytes") {
                            if (sample.isEndedByClose && length >= sample.headLength) {
                                fetch() shouldBe sample.bytes.substring(sample.headLength, length)
                            } else if (length == sample.bytes.length) {
                                fetch() shouldBe sample.body
                            } else {
                                shouldThrow<ProxyConnectionLostException> { fetch() }.proxy shouldBe proxy
                            }
                        }
                    }
                    server.connections.accepted shouldBe sample.bytes.length + 1
                }
            }
        }

        samples.filterNot { it.isEndedByClose }.forEach { sample ->
            test("C11 a response with ${sample.name} reads the same wherever it is split, over one connection") {
                var at = 0
                overSockets({
                    while (true) {
                        readHead() ?: break
                        sendSplit(sample.bytes, at++)
                    }
                }) {
                    repeat(sample.bytes.length) { fetch() shouldBe sample.body }
                    server.connections.accepted shouldBe 1
                }
            }

            test("C11 a response with ${sample.name} reads the same byte by byte") {
                overSockets({
                    while (true) {
                        readHead() ?: break
                        drip(sample.bytes)
                    }
                }) { repeat(5) { fetch() shouldBe sample.body } }
            }
        }

        test("C10 a reset never completes a body that would end with its connection") {
            val sample = samples.single { it.isEndedByClose }
            overSockets({
                readHead()
                send(sample.bytes.take(sample.headLength + index))
                reset()
            }) { repeat(sample.body.length + 1) { shouldThrow<ProxyConnectionLostException> { fetch() } } }
        }

        test("C10 an error in the middle of a body comes after all that had arrived") {
            overSockets({
                readHead()
                send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            }) {
                val response = send()
                response.body.readByteArray(4).decodeToString() shouldBe "half"
                shouldThrow<ProxyConnectionLostException> { response.read() }
            }
        }

        test("a connection survives any number of samples") {
            var at = 0
            overSockets({ serve { samples[at++ % 4].bytes } }) {
                repeat(100) { fetch() shouldBe samples[it % 4].body }
                server.connections.accepted shouldBe 1
            }
        }
    })
