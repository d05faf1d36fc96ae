package dev.proxyrotator.testkit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import java.io.IOException
import java.net.ConnectException
import java.net.Socket
import java.net.SocketException
import javax.net.ssl.SSLSocket
import kotlin.time.Duration.Companion.milliseconds

class LoopbackFarmTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin())

        /** Sends [text] and returns what comes back until the other side closes. */
        fun talk(
            port: Int,
            text: String,
        ): String =
            Socket("127.0.0.1", port).use {
                it.soTimeout = GENEROUS.inWholeMilliseconds.toInt()
                it.getOutputStream().write(text.toByteArray(Charsets.ISO_8859_1))
                it.getInputStream().readBytes().toString(Charsets.ISO_8859_1)
            }

        fun get(
            target: String,
            extra: String = "",
        ) = "GET $target HTTP/1.1\r\nHost: 127.0.0.1\r\n${extra}Connection: close\r\n\r\n"

        test("the origin sends every byte of its pattern, plain and chunked") {
            val pattern = patternedBytes(2500, seed = 7).toString(Charsets.ISO_8859_1)
            talk(origin.port, get("/bytes/2500?seed=7")).substringAfter("\r\n\r\n") shouldBe pattern
            val chunked = talk(origin.port, get("/chunked/2500?seed=7"))
            chunked shouldContain "\r\n3e8\r\n${pattern.take(1000)}\r\n3e8\r\n"
        }

        test("the origin keeps a connection for the next request and records requests as they came") {
            LoopbackOrigin().use { fresh ->
                val head = "POST /echo HTTP/1.1\r\nB: 2\r\na: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                val answers = talk(fresh.port, head + "3\r\nabc\r\n0\r\n\r\n" + get("/status/204"))
                answers shouldContain "\r\n\r\nabcHTTP/1.1 204"
                fresh.connections.accepted shouldBe 1
                fresh.requests[0]
                    .head.fields
                    .take(2) shouldContainExactly listOf("B" to "2", "a" to "1")
                fresh.requests[0].body.decodeToString() shouldBe "abc"
                fresh.connections.awaitOpen(0)
            }
        }

        test("who leaves during a slow answer or a drip is noticed") {
            LoopbackOrigin().use { fresh ->
                Socket(
                    "127.0.0.1",
                    fresh.port,
                ).use { it.getOutputStream().write(get("/slow?ms=3600000").toByteArray()) }
                Socket("127.0.0.1", fresh.port).use { it.getOutputStream().write(get("/drip?ms=1").toByteArray()) }
                fresh.connections.awaitAccepted(2)
                fresh.connections.awaitOpen(0)
            }
        }

        test("an https origin shows a certificate for localhost") {
            val certificate = SelfSignedCertificate.shared
            LoopbackOrigin(certificate).use { secure ->
                certificate.clientContext.socketFactory.createSocket("127.0.0.1", secure.port).use {
                    it.getOutputStream().write(get("/slow?ms=20").toByteArray())
                    it.getInputStream().readBytes().decodeToString() shouldEndWith "slow"
                }
            }
        }

        test("an https origin speaks the version it was given, and none with a client that has no certificate") {
            val authority = TestCertificates.authority.certificate
            LoopbackOrigin(TestCertificates.good, ServerTls(protocol = "TLSv1.2")).use { secure ->
                authority.clientContext.socketFactory.createSocket("127.0.0.1", secure.port).use {
                    (it as SSLSocket).session.protocol shouldBe "TLSv1.2"
                }
            }
            LoopbackOrigin(TestCertificates.good, ServerTls(clientAuthority = authority)).use { secure ->
                shouldThrow<IOException> {
                    authority.clientContext.socketFactory.createSocket("127.0.0.1", secure.port).use {
                        it.getOutputStream().write(get("/").toByteArray())
                        it.getInputStream().readBytes()
                    }
                }
                secure.requests.size shouldBe 0
            }
        }

        test("the proxy forwards without its credentials and passes bodies on") {
            LoopbackProxy(ProxyBehaviour.RequireCredentials("user", "secret")).use { proxy ->
                talk(proxy.port, get("${origin.url}/echo")) shouldStartWith "HTTP/1.1 407 "
                val answer =
                    talk(
                        proxy.port,
                        "POST ${origin.url}/echo?a=b HTTP/1.1\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n" +
                            "Expect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody",
                    )
                answer shouldStartWith "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
                answer shouldContain "POST /echo?a=b HTTP/1.1"
                answer shouldNotContain "Proxy-Authorization"
                answer shouldEndWith "body"
                proxy.requests.size shouldBe 2
            }
        }

        test("the proxy tunnels, and answers CONNECT as told") {
            LoopbackProxy().use { proxy ->
                val connect = "CONNECT 127.0.0.1:${origin.port} HTTP/1.1\r\n\r\n"
                talk(proxy.port, connect + get("/")) shouldEndWith "hello"
                proxy.connections.awaitOpen(0)
                proxy.behaviour = ProxyBehaviour.AnswerConnect(302, listOf("Location" to "http://example.test/"))
                talk(proxy.port, connect) shouldStartWith "HTTP/1.1 302 Found\r\nLocation: "
                talk(proxy.port, get("${origin.url}/")) shouldEndWith "hello"
            }
        }

        test("the proxy goes nowhere but to this machine") {
            LoopbackProxy().use { proxy ->
                talk(proxy.port, get("http://192.0.2.1/")) shouldStartWith "HTTP/1.1 403 "
                talk(proxy.port, get("http://a.localhost:${origin.port}")) shouldEndWith "hello"
            }
        }

        test("the proxy cuts a body by a reset or an orderly close") {
            LoopbackProxy(ProxyBehaviour.CloseMidBody(afterBytes = 10)).use { proxy ->
                talk(proxy.port, get("${origin.url}/bytes/1000")).substringAfter("\r\n\r\n").length shouldBe 10
                proxy.behaviour = ProxyBehaviour.ResetMidBody(afterBytes = 10)
                shouldThrow<SocketException> { talk(proxy.port, get("${origin.url}/bytes/1000")) }
            }
        }

        test("a refusing proxy keeps its port and can accept again") {
            LoopbackProxy(ProxyBehaviour.Refuse).use { proxy ->
                shouldThrow<ConnectException> { talk(proxy.port, get("${origin.url}/")) }
                proxy.behaviour = ProxyBehaviour.Good
                talk(proxy.port, get("${origin.url}/")) shouldEndWith "hello"
                proxy.behaviour = ProxyBehaviour.Refuse
                shouldThrow<ConnectException> { talk(proxy.port, get("${origin.url}/")) }
            }
        }

        test("the other behaviours") {
            LoopbackProxy(ProxyBehaviour.Garbage("SSH-2.0-x\r\n".toByteArray())).use { proxy ->
                talk(proxy.port, get("${origin.url}/")) shouldBe "SSH-2.0-x\r\n"
                proxy.behaviour = ProxyBehaviour.Status(503, listOf("Retry-After" to "1"), "busy".toByteArray())
                talk(proxy.port, "GET ${origin.url}/ HTTP/1.1\r\n\r\n".let { it + get("${origin.url}/") })
                    .split("busy")
                    .size shouldBe 3
                proxy.behaviour = ProxyBehaviour.CloseSilentlyAfterResponse
                talk(proxy.port, "GET ${origin.url}/ HTTP/1.1\r\n\r\n") shouldEndWith "hello"
                proxy.behaviour = ProxyBehaviour.Slow(1.milliseconds)
                talk(proxy.port, get("${origin.url}/")) shouldEndWith "hello"
            }
        }

        test("a hanging proxy reads and says nothing; close ends everything") {
            val proxy = LoopbackProxy(ProxyBehaviour.Hang)
            Socket("127.0.0.1", proxy.port).use { socket ->
                socket.getOutputStream().write(get("${origin.url}/").toByteArray())
                proxy.requests.await(1)
                proxy.connections.open shouldBe 1
                proxy.close()
                runCatching { socket.getInputStream().read() }.getOrDefault(-1) shouldBe -1
            }
            proxy.connections.awaitOpen(0)
        }

        test("a wait in vain says what was there") {
            shouldThrow<AssertionError> { origin.connections.awaitOpen(1_000, within = 1.milliseconds) }
                .message shouldContain "1000 open connections expected"
        }
    })
