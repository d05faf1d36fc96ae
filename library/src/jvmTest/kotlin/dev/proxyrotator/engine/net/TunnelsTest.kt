package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.authentication.AuthenticationBook
import dev.proxyrotator.engine.authentication.basicProxyAuthorization
import dev.proxyrotator.engine.authentication.platformAuthentication
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.SelfSignedCertificate
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import kotlin.reflect.KClass
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private const val ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n"
private val CONNECT =
    "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nProxy-Authorization: " +
        basicProxyAuthorization(ProxyCredentials(Canary.USERNAME, Canary.PASSWORD)) +
        "\r\nProxy-Connection: keep-alive\r\n\r\n"

private class Refusal(
    val name: String,
    val reply: String,
    val error: KClass<out ProxyRotatorException>,
    val status: Int? = null,
)

private val refusals =
    listOf(302, 400, 403, 405, 500, 502, 503).map {
        Refusal("status $it", rawResponse("no", it, "Location: http://b.test/"), ProxyRefusedException::class, it)
    } +
        listOf(
            Refusal("407", rawResponse("", 407, "Proxy-Authenticate: Basic"), ProxyAuthenticationException::class, 407),
            Refusal(
                "a length and chunks in the refusal",
                "HTTP/1.1 403 No\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
                ProxyRefusedException::class,
                403,
            ),
            Refusal("a page", "HTTP/1.0 400 Bad\r\n\r\n<html>no</html>", ProxyRefusedException::class, 400),
            Refusal("a page without a head", "<html>hello</html>", ProxyProtocolException::class),
            Refusal("HTTP/0.9", "hello\r\n\r\n", ProxyProtocolException::class),
            Refusal("a NUL", "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n", ProxyProtocolException::class),
            Refusal("101", "HTTP/1.1 101 Switching Protocols\r\n\r\n", ProxyProtocolException::class),
            Refusal(
                "a head of 17 KiB",
                "HTTP/1.1 200 OK\r\nX: ${"y".repeat(17_000)}\r\n\r\n",
                ProxyProtocolException::class,
            ),
            Refusal("interim replies without end", "HTTP/1.1 100 C\r\n\r\n".repeat(40), ProxyProtocolException::class),
            Refusal("an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n", ProxyProtocolException::class),
        )

class TunnelsTest :
    FunSpec({
        listOf(
            "200 with a Content-Length" to "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            "200 with chunks announced" to "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "200 with both" to "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "200 of HTTP/1.0" to "HTTP/1.0 200 OK\r\n\r\n",
            "200 that says close" to "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
            "201" to "HTTP/1.1 201 Created\r\n\r\n",
            "204" to "HTTP/1.1 204 No Content\r\n\r\n",
            "an interim reply before" to "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "a cookie and line ends without CR" to "HTTP/1.1 200 OK\nSet-Cookie: a=b\n\n",
        ).forEach { (name, reply) ->
            test("C16 a tunnel is open after $name") {
                overSockets({
                    openTunnel(reply = reply)
                    serve()
                }) {
                    repeat(2) { fetch(SECURE_TARGET) shouldBe "hello" }
                    server.connections.accepted shouldBe 1
                    lookUps shouldBe listOf("127.0.0.1")
                }
            }
        }

        refusals.forEach { refusal ->
            test("C17 no tunnel after ${refusal.name}: the proxy is closed and hears nothing of the request") {
                overSockets({
                    if (index > 0) {
                        openTunnel()
                        return@overSockets serve()
                    }
                    readHead()
                    send(refusal.reply)
                    awaitClose()
                }) {
                    val error = shouldThrow<ProxyRotatorException> { send(SECURE_TARGET) }
                    error::class shouldBe refusal.error
                    error.failureKind?.beforeRequest shouldBe true
                    error.message shouldContain "127.0.0.1:${server.port}"
                    if (error is ProxyRefusedException) error.status shouldBe refusal.status
                    server.connections.awaitOpen(0)
                    server.connection(0).received shouldBe CONNECT
                    fetch(SECURE_TARGET) shouldBe "hello"
                }
            }
        }

        test("A2 C17 whatever ends the handshake, and after whatever byte, nobody goes to the target directly") {
            LoopbackOrigin(SelfSignedCertificate.shared).use { origin ->
                overSockets({
                    readHead()
                    send(ESTABLISHED.take(index / 2))
                    if (index % 2 == 0) closeOutput() else reset()
                }) {
                    repeat(ESTABLISHED.length * 2) {
                        withClue("at byte ${it / 2}") {
                            val error = shouldThrow<ProxyRotatorException> { send(origin.url("/")) }
                            error.failureKind shouldBe FailureKind.TUNNEL
                        }
                    }
                    lookUps.toSet() shouldBe setOf("127.0.0.1")
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A2 a handshake that stops half way costs its limit, and nobody goes to the target directly") {
            LoopbackOrigin(SelfSignedCertificate.shared).use { origin ->
                overSockets({
                    readHead()
                    send(ESTABLISHED.take(index * 8))
                    awaitClose()
                }, timeouts = Timeouts(handshake = 50.milliseconds)) {
                    repeat(5) { shouldThrow<ProxyTimeoutException> { send(origin.url("/")) } }
                    server.connections.awaitOpen(0)
                }
                origin.connections.accepted shouldBe 0
            }
        }

        listOf(
            "an alert" to "\u0015\u0003\u0003\u0000\u0002\u0002\u0028",
            "no TLS" to "HTTP/1.1 400 Bad Request\r\n\r\n",
        ).forEach { (name, early) ->
            test("C15 what comes with the head belongs to the tunnel: $name ends the TLS handshake") {
                overSockets({
                    readHead()
                    send(ESTABLISHED + early)
                    awaitClose()
                }) {
                    val error = shouldThrow<ProxyRotatorException> { send(SECURE_TARGET) }
                    error.shouldBeInstanceOf<ProxyTlsException>()
                    server.connections.awaitOpen(0)
                }
            }
        }

        test("C15 in a tunnel without TLS who speaks before the request is cut off") {
            val loops = EventLoops(1)
            overSockets({
                readHead()
                send(ESTABLISHED + if (index == 0) rawResponse("split") else "")
                awaitClose()
            }) {
                val authentication = AuthenticationBook(platformAuthentication(BasicAuthentication.AT_ONCE))
                val tls = TlsHops(TlsSettings(), TlsSettings())
                val dialler = Dialler(Connector(loops, SystemNameResolver), tls, authentication)
                val key = ConnectionKey(proxy, Authority("a.test", 80, isSecure = false), isolation = null)
                val limits = Dialler.Limits(5.seconds, 5.seconds, 5.seconds)
                shouldThrow<ProxyProtocolException> { dialler.dial(key, limits) }
                server.connections.awaitOpen(0)
                dialler.dial(key, limits).wire.close()
            }
            loops.close()
        }
    })
