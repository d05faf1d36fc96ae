package dev.proxyrotator.testkit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.net.Socket
import java.net.SocketException

class ScriptedServerTest :
    FunSpec({
        /** Sends [text], then nothing more, and returns what comes back until the other side closes. */
        fun talk(
            server: ScriptedServer,
            text: String,
        ): String =
            Socket("127.0.0.1", server.port).use {
                it.soTimeout = GENEROUS.inWholeMilliseconds.toInt()
                it.getOutputStream().write(text.toByteArray(Charsets.ISO_8859_1))
                it.shutdownOutput()
                it.getInputStream().readBytes().toString(Charsets.ISO_8859_1)
            }

        val get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
        val post = "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"

        test("a script answers with exact bytes, and everything it read is on record") {
            ScriptedServer { serve { rawResponse(it.method, status = 299, "X: \u00e9") } }.use { server ->
                val answer = "HTTP/1.1 299 Scripted\r\nX: \u00e9\r\nContent-Length: "
                talk(server, get + post) shouldBe answer + "3\r\n\r\nGET" + answer + "4\r\n\r\nPOST"
                talk(server, post)
                server.connection(0).received shouldBe get + post
                server.connection(1).received shouldBe post
                server.requests.map { it.line } shouldContainExactly
                    listOf("GET / HTTP/1.1", "POST /p HTTP/1.1", "POST /p HTTP/1.1")
                server.connections.awaitOpen(0)
            }
        }

        test("bytes come split, one by one, before the request was read, and after half a close") {
            ScriptedServer {
                send("early ")
                val request = checkNotNull(readHead())
                sendSplit("split ", at = 2)
                drip("drip ")
                send(readBody(request).decodeToString())
                closeOutput()
                awaitClose()
            }.use { server ->
                talk(server, post + "rest") shouldBe "early split drip ab"
                server.connections.awaitOpen(0)
                server.connection(0).received shouldBe post + "rest"
                server.connections.peak shouldBe 1
            }
        }

        test("a script waits until it is released, and reads no further than it should") {
            val gate = Gate()
            ScriptedServer {
                read(3)
                gate.await()
                send("released")
            }.use { server ->
                Socket("127.0.0.1", server.port).use {
                    it.getOutputStream().write("abcdef".toByteArray())
                    server.connections.awaitAccepted(1)
                    gate.open()
                    it.getInputStream().readNBytes(8).decodeToString() shouldBe "released"
                }
                server.connection(0).received shouldBe "abc"
            }
        }

        test("a reset is one") {
            ScriptedServer {
                readHead()
                reset()
            }.use { server -> shouldThrow<SocketException> { talk(server, get) } }
        }

        test("a tunnel ends in TLS") {
            val certificate = SelfSignedCertificate.shared
            ScriptedServer {
                openTunnel()
                serve()
            }.use { server ->
                Socket("127.0.0.1", server.port).use { plain ->
                    plain.getOutputStream().write("CONNECT a.test:443 HTTP/1.1\r\n\r\n".toByteArray())
                    plain.getInputStream().readNBytes(39).decodeToString() shouldContain "200 Connection established"
                    certificate.clientContext.socketFactory.createSocket(plain, "localhost", 443, true).use {
                        it.getOutputStream().write(get.toByteArray())
                        it.getInputStream().readNBytes(43).decodeToString() shouldContain "hello"
                    }
                }
                server.connection(0).received shouldBe "CONNECT a.test:443 HTTP/1.1\r\n\r\n" + get
            }
        }

        test("a script that fails, fails its server") {
            val server = ScriptedServer { error("wrong") }
            talk(server, "")
            shouldThrow<AssertionError> { server.close() }.cause?.message shouldBe "wrong"
        }
    })
