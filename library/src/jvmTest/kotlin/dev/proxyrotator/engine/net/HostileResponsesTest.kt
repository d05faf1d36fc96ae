package dev.proxyrotator.engine.net

import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private const val OK = "HTTP/1.1 200 OK\r\n"
private const val CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n"

private val answers =
    listOf(
        "C3 two different Content-Length" to OK + "Content-Length: 5\r\nContent-Length: 9\r\n\r\nhelloabcd",
        "C3 a list of different Content-Length" to OK + "Content-Length: 5, 9\r\n\r\nhelloabcd",
        "C3 a Content-Length with a sign" to OK + "Content-Length: +5\r\n\r\nhello",
        "C3 a negative Content-Length" to OK + "Content-Length: -5\r\n\r\nhello",
        "C3 a hexadecimal Content-Length" to OK + "Content-Length: 0x5\r\n\r\nhello",
        "C3 a Content-Length in digits of another script" to OK + "Content-Length: \u00d9\u00a5\r\n\r\nhello",
        "C3 a Content-Length beyond all numbers" to OK + "Content-Length: 9223372036854775808\r\n\r\nhello",
        "C4 a Transfer-Encoding that ends in another coding" to OK + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "C4 chunked twice" to OK + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "C4 a Transfer-Encoding nobody knows" to OK + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "C4 chunked with a parameter" to OK + "Transfer-Encoding: chunked;x\r\n\r\n0\r\n\r\n",
        "C5 a folded line" to OK + "X: a\r\n b\r\nContent-Length: 5\r\n\r\nhello",
        "C5 a space before the colon" to OK + "Content-Length : 5\r\n\r\nhello",
        "C5 an empty name" to OK + ": x\r\nContent-Length: 5\r\n\r\nhello",
        "C5 a bare CR" to OK + "X: a\rContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello",
        "C5 a NUL" to OK + "X: a\u0000b\r\nContent-Length: 5\r\n\r\nhello",
        "C5 a line without a colon" to OK + "nonsense\r\nContent-Length: 5\r\n\r\nhello",
        "C6 a status line of more than 8 KiB" to "HTTP/1.1 200 ${"x".repeat(8 * 1024)}\r\n\r\n",
        "C6 a header line of more than 64 KiB" to OK + "X: ${"x".repeat(64 * 1024)}\r\n\r\n",
        "C6 a head of more than 256 KiB" to OK + "X: ${"x".repeat(60_000)}\r\n".repeat(5) + "\r\n",
        "C6 a head of more than 1,000 lines" to OK + "X: y\r\n".repeat(1001) + "\r\n",
        "C7 seventeen interim responses" to "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17) + rawResponse(),
        "C7 a 101 nobody asked for" to "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "C8 a chunk size of 17 digits" to CHUNKED + "00000000000000005\r\nhello\r\n0\r\n\r\n",
        "C8 a chunk size beyond all numbers" to CHUNKED + "ffffffffffffffff\r\nhello",
        "C8 a chunk size with a sign" to CHUNKED + "+5\r\nhello\r\n0\r\n\r\n",
        "C8 a chunk size with a prefix" to CHUNKED + "0x5\r\nhello\r\n0\r\n\r\n",
        "C8 a chunk size with a space before it" to CHUNKED + " 5\r\nhello\r\n0\r\n\r\n",
        "C8 a chunk longer than its size" to CHUNKED + "5\r\nhello!\r\n0\r\n\r\n",
        "C8 a chunk extension of more than 4 KiB" to CHUNKED + "5;x=${"y".repeat(5000)}\r\nhello\r\n0\r\n\r\n",
        "C8 small chunks with large extensions" to CHUNKED + "1;x=${"y".repeat(1000)}\r\nz\r\n".repeat(200),
        "C14 an SSH banner" to "SSH-2.0-OpenSSH_9.2\r\n",
        "C14 an SMTP banner" to "220 mail.test ESMTP\r\n",
        "C14 a TLS alert" to "\u0015\u0003\u0003\u0000\u0002\u0002\u0028",
        "C14 HTTP/2 SETTINGS" to "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000",
        "C14 a page without a head" to "<html><body>Welcome</body></html>",
        "C14 another version" to "HTTP/2.0 200 OK\r\n\r\n",
        "C14 a status that is none" to "HTTP/1.1 20 OK\r\n\r\n",
    )

class HostileResponsesTest :
    FunSpec({
        answers.forEach { (name, bytes) ->
            test("$name is an error of this proxy, and nothing is read behind it") {
                overSockets({
                    if (index > 0) return@overSockets serve()
                    readHead()
                    send(bytes)
                    awaitClose()
                }) {
                    val error = shouldThrow<ProxyProtocolException> { fetch() }
                    error.proxy shouldBe proxy
                    error.message shouldContain "127.0.0.1:${server.port}"
                    transport.connections.size shouldBe 0
                    fetch() shouldBe "hello"
                    server.connections.accepted shouldBe 2
                }
            }
        }

        listOf(
            Triple("C6 a head without end", OK, "X: ${"x".repeat(1000)}\r\n"),
            Triple("C7 interim responses without end", "", "HTTP/1.1 103 Early Hints\r\n\r\n"),
            Triple("C8 a chunk extension without end", CHUNKED + "5;x=", "y".repeat(1000)),
        ).forEach { (name, start, piece) ->
            test("$name ends the connection") {
                overSockets({
                    readHead()
                    send(start)
                    while (true) send(piece)
                }) {
                    shouldThrow<ProxyProtocolException> { fetch() }
                    server.connections.awaitOpen(0)
                }
            }
        }

        test("C4 with both a Content-Length and chunks the chunks count, and the connection is not kept") {
            overSockets({
                serve { rawResponse("5\r\nhello\r\n0\r\n\r\n", 200, "Content-Length: 3", "Transfer-Encoding: chunked") }
            }) {
                repeat(2) { fetch() shouldBe "hello" }
                server.connections.accepted shouldBe 2
            }
        }
    })
