package dev.proxyrotator.testkit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import java.net.ConnectException
import java.net.Socket
import java.net.SocketException
import kotlin.time.Duration.Companion.milliseconds

class LoopbackProxyTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin())

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
                talk(proxy.port, get("http://127.evil.example:${origin.port}/")) shouldStartWith "HTTP/1.1 403 "
                talk(proxy.port, get("http://a.localhost:${origin.port}")) shouldEndWith "hello"
                talk(proxy.port, get("http://[::1]:${origin.port}/")) shouldEndWith "hello"
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

        test("a proxy closes without an answer, or answers 407 and a page of its own to everybody") {
            LoopbackProxy(ProxyBehaviour.CloseWithoutAnswer).use { proxy ->
                talk(proxy.port, get("${origin.url}/")) shouldBe ""
                proxy.behaviour = ProxyBehaviour.Answer407
                talk(proxy.port, get("${origin.url}/")) shouldStartWith "HTTP/1.1 407 "
                proxy.behaviour = ProxyBehaviour.Status(403, "<h1>Access denied</h1>")
                talk(proxy.port, get("${origin.url}/")) shouldEndWith "<h1>Access denied</h1>"
            }
        }

        test("a proxy treats each request as a function says") {
            val counting =
                ProxyBehaviour.PerRequest {
                    if (it.path.endsWith("/good")) ProxyBehaviour.Good else ProxyBehaviour.Status(429)
                }
            LoopbackProxy(counting).use { proxy ->
                talk(proxy.port, get("${origin.url}/")) shouldStartWith "HTTP/1.1 429 "
                talk(proxy.port, get("${origin.url}/good")) shouldStartWith "HTTP/1.1 404 "
            }
        }

        test("an https proxy is spoken to over TLS, and its URL carries credentials percent-encoded") {
            val certificate = SelfSignedCertificate.shared
            LoopbackProxy(certificate = certificate).use { proxy ->
                proxy.url("a b", "c:d") shouldBe "https://a%20b:c%3Ad@localhost:${proxy.port}"
                certificate.clientContext.socketFactory.createSocket("127.0.0.1", proxy.port).use {
                    it.getOutputStream().write(get("${origin.url}/").toByteArray())
                    it.getInputStream().readBytes().decodeToString() shouldEndWith "hello"
                }
            }
        }

        test("what was said does not tell credentials when it is printed") {
            LoopbackProxy(ProxyBehaviour.Answer407).use { proxy ->
                talk(proxy.port, get("${origin.url}/", "Proxy-Authorization: Basic c2VjcmV0\r\n"))
                val request = proxy.requests.single()
                "$request ${request.head} ${proxy.requests}" shouldNotContain "c2VjcmV0"
                request.header("proxy-authorization") shouldBe "Basic c2VjcmV0"
            }
        }

        test("a proxy that begins to refuse goes on with the connections it has") {
            LoopbackProxy().use { proxy ->
                Socket("127.0.0.1", proxy.port).use { socket ->
                    val request = "GET ${origin.url}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                    socket.getOutputStream().write(request.toByteArray())
                    proxy.requests.await(1)
                    proxy.behaviour = ProxyBehaviour.Refuse
                    socket.getOutputStream().write(get("${origin.url}/").toByteArray())
                    socket
                        .getInputStream()
                        .readBytes()
                        .decodeToString()
                        .split("hello")
                        .size shouldBe 3
                    proxy.connections.peak shouldBe 1
                }
            }
        }

        test("a proxy answers 502 when nobody is behind it") {
            val gone = LoopbackOrigin().also { it.close() }
            LoopbackProxy().use { proxy ->
                talk(proxy.port, get("${gone.url}/")) shouldStartWith "HTTP/1.1 502 "
            }
        }

        test("a behaviour for CONNECT alone lets other requests pass") {
            LoopbackProxy(ProxyBehaviour.AnswerConnect(403)).use { proxy ->
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
    })
