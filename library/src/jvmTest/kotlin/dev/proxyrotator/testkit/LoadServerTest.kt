package dev.proxyrotator.testkit

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldStartWith
import java.io.InputStream
import java.net.Socket
import java.util.zip.CRC32

class LoadServerTest :
    FunSpec({
        test("it answers requests of either form one after the other, with the pattern") {
            LoadServer().use { server ->
                server.connect { socket ->
                    val expected = LoadPattern.at(0, 100).let { String(it.array(), 0, 100, Charsets.ISO_8859_1) }
                    socket.ask("GET /bytes/100 HTTP/1.1\r\n\r\n", 100) shouldEndWith "\r\n\r\n$expected"
                    socket.ask("GET http://any.test/bytes/100?delay=1 HTTP/1.1\r\n\r\n", 100) shouldEndWith expected
                    server.counts.requests shouldBe 2
                    server.counts.open shouldBe 1
                }
                server.counts.awaitOpen(0)
                server.counts.accepted shouldBe 1
            }
        }

        test("a body is longer than any buffer, and checked by its checksum") {
            LoadServer().use { server ->
                server.connect { socket ->
                    socket.write("GET /bytes/$LONG HTTP/1.1\r\n\r\n")
                    socket.getInputStream().readHead() shouldStartWith "HTTP/1.1 200"
                    socket.getInputStream().checksum(LONG) shouldBe LoadPattern.checksum(LONG)
                }
            }
        }

        test("uploads are counted and their checksum told, of either framing") {
            LoadServer().use { server ->
                server.connect { socket ->
                    val expected = "3 ${CRC32().apply { update("abc".toByteArray()) }.value}"
                    socket.ask("PUT /upload HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", expected.length) shouldEndWith
                        expected
                    val chunks = "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n"
                    socket.ask(
                        "PUT /upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n$chunks",
                        expected.length,
                    ) shouldEndWith expected
                }
            }
        }

        test("who gathers waits for the others") {
            LoadServer().use { server ->
                server.connect { one ->
                    one.write("GET /gather/2 HTTP/1.1\r\n\r\n")
                    server.counts.awaitRequests(1)
                    server.connect { other -> other.ask("GET /gather/2 HTTP/1.1\r\n\r\n", 8) shouldEndWith "gathered" }
                    one.ask("", 8) shouldEndWith "gathered"
                }
            }
        }

        test("a tunnel leads to itself, with TLS in it") {
            val certificate = SelfSignedCertificate.shared
            LoadServer(certificate).use { server ->
                server.connect { socket ->
                    socket.ask("CONNECT localhost:443 HTTP/1.1\r\n\r\n", 0) shouldStartWith "HTTP/1.1 200"
                    val factory = certificate.clientContext.socketFactory
                    factory.createSocket(socket, "localhost", 443, true).use { secured ->
                        secured.ask("PUT /upload HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 3) shouldEndWith "0 0"
                        secured.write("GET /bytes/$LONG HTTP/1.1\r\n\r\n")
                        secured.getInputStream().readHead()
                        secured.getInputStream().checksum(LONG) shouldBe LoadPattern.checksum(LONG)
                    }
                }
                server.counts.awaitOpen(0)
            }
        }

        test("it runs in a JVM of its own, and tells what is open there") {
            LoadServerProcess().use { server ->
                Socket("127.0.0.1", server.port).use { socket ->
                    socket.ask("GET /bytes/5 HTTP/1.1\r\n\r\n", 5) shouldStartWith "HTTP/1.1 200"
                    server.awaitOpen(1)
                }
                server.awaitOpen(0)
            }
        }
    })

private const val LONG = 5_000_000L

private fun LoadServer.connect(block: (Socket) -> Unit) = Socket("127.0.0.1", port).use(block)

private fun Socket.write(text: String) = getOutputStream().write(text.toByteArray())

/** The head of the answer and [bodySize] bytes. */
private fun Socket.ask(
    request: String,
    bodySize: Int,
): String {
    write(request)
    val head = getInputStream().readHead()
    return head + String(getInputStream().readNBytes(bodySize), Charsets.ISO_8859_1)
}

private fun InputStream.readHead(): String {
    val head = StringBuilder()
    while (!head.endsWith("\r\n\r\n")) head.append(read().also { check(it != -1) }.toChar())
    return head.toString()
}

private fun InputStream.checksum(size: Long): Long {
    val checksum = CRC32()
    var left = size
    val buffer = ByteArray(8192)
    while (left > 0) {
        val count = read(buffer, 0, minOf(left, buffer.size.toLong()).toInt())
        check(count > 0)
        checksum.update(buffer, 0, count)
        left -= count
    }
    return checksum.value
}
