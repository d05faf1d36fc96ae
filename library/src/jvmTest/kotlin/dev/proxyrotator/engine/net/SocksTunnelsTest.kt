package dev.proxyrotator.engine.net

import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.LoopbackSocksProxy
import dev.proxyrotator.testkit.SelfSignedCertificate
import dev.proxyrotator.testkit.SocksRequest
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.statement.bodyAsText
import java.net.InetAddress
import java.net.UnknownHostException

private val IPV6 = InetAddress.getByName("2001:db8::1")
private val IPV4 = InetAddress.getByName("192.0.2.1")

/** What a request over [proxies] is done with, and who was asked for addresses. */
private suspend fun socks(
    vararg proxies: String,
    localDns: Boolean = false,
    resolver: NameResolver = RecordingResolver(),
    block: suspend WatchedRotator.() -> Unit,
) {
    val watched =
        WatchedRotator(*proxies, options = SocketOptions(localDns = localDns), resolver = resolver) {
            tls { trust(SelfSignedCertificate.shared.certificatePem) }
        }
    watched.block()
    watched.closeCompletely()
}

/** The one failure of a request that could not be made. */
private suspend fun WatchedRotator.failure(url: String) =
    shouldThrow<ProxyConnectionException> { rotator.get(url) }.attempts.last()

class SocksTunnelsTest :
    FunSpec({
        listOf("socks5", "socks5h", "socks4a", "socks4").forEach { scheme ->
            test("A3 B1 http through $scheme is asked for as in a tunnel, over a connection that is kept") {
                val user = if (scheme.startsWith("socks5")) "canary1:canary2" else "canary1:"
                LoopbackOrigin().use { origin ->
                    LoopbackSocksProxy("canary1" to "canary2").use { proxy ->
                        val resolver = RecordingResolver()
                        val host = if (scheme == "socks4") "127.0.0.1" else "a.test"
                        socks(proxy.url(scheme, user), resolver = resolver) {
                            repeat(2) {
                                rotator.get("http://$host:${origin.port}/echo?q").bodyAsText() shouldContain
                                    "GET /echo?q HTTP/1.1\r\nHost: $host:${origin.port}\r\n"
                            }
                        }
                        val version = scheme[5].digitToInt()
                        proxy.requests shouldContainExactly
                            listOf(SocksRequest(version, host, isName = scheme != "socks4", origin.port))
                        resolver.lookUps shouldContainExactly listOf("127.0.0.1")
                        origin.requests.size shouldBe 2
                        origin.requests.forEach {
                            it.head.raw shouldNotContain "canary"
                            it.head.raw.lowercase() shouldNotContain "proxy-"
                        }
                    }
                }
            }

            test("A3 https through $scheme is verified by its name") {
                LoopbackOrigin(SelfSignedCertificate.shared).use { origin ->
                    LoopbackSocksProxy().use { proxy ->
                        val resolver = RecordingResolver()
                        val host = if (scheme == "socks4") "127.0.0.1" else "localhost"
                        socks(proxy.url(scheme), resolver = resolver) {
                            repeat(2) {
                                rotator.get("https://$host:${origin.port}/").bodyAsText() shouldBe "hello"
                            }
                            if (scheme != "socks4") {
                                failure("https://other.test:${origin.port}/")
                                    .cause
                                    .shouldBeInstanceOf<ProxyTlsException>()
                                    .isUntrusted shouldBe true
                            }
                        }
                        proxy.requests.first().host shouldBe host
                        resolver.lookUps.toSet() shouldBe setOf("127.0.0.1")
                    }
                }
            }
        }

        listOf(
            "socks5" to "u:right",
            "socks5h" to "u:right",
            "socks4" to "u:",
            "socks4a" to "u:",
        ).forEach { (scheme, right) ->
            test("K4 a $scheme proxy that refuses the user is an authentication failure, without the secrets") {
                LoopbackOrigin().use { origin ->
                    LoopbackSocksProxy("u" to "right").use { proxy ->
                        socks(proxy.url(scheme, right)) {
                            rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
                        }
                        val wrong = if (scheme.startsWith("socks5")) "u:canary" else "canary:"
                        listOf(wrong to "refused the credentials", "" to "wants credentials").forEach { (user, text) ->
                            socks(proxy.url(scheme, user)) {
                                val error = shouldThrow<ProxyAuthenticationException> { rotator.get(origin.url("/")) }
                                error.status shouldBe null
                                error.socksReply shouldBe
                                    if (scheme.startsWith("socks4")) SocksReply.IDENTD_MISMATCH else null
                                error.message shouldContain text
                                error.stackTraceToString() shouldNotContain "canary"
                                error.attempts.single().phase shouldBe AttemptPhase.PROXY_AUTHENTICATION
                            }
                        }
                        origin.connections.accepted shouldBe 1
                    }
                }
            }
        }

        test("a refusal tells its reply, whose fault it is, and nobody goes to the target directly") {
            LoopbackOrigin().use { origin ->
                LoopbackSocksProxy().use { proxy ->
                    listOf("socks5" to (1..8), "socks4a" to 91..91).forEach { (scheme, codes) ->
                        codes.forEach { code ->
                            proxy.refusal = code
                            socks(proxy.url(scheme)) {
                                val attempt = failure(origin.url("/"))
                                val refused = attempt.cause.shouldBeInstanceOf<ProxyRefusedException>()
                                refused.socksReply?.code shouldBe code
                                refused.message shouldContain "SOCKS reply $code"
                                attempt.phase shouldBe AttemptPhase.TUNNEL
                                attempt.blame shouldBe if (code in setOf(1, 7, 8)) Blame.PROXY else Blame.UNKNOWN
                            }
                        }
                    }
                    origin.connections.accepted shouldBe 0
                }
            }
        }

        test("a target that refuses the proxy's connection is told apart") {
            LoopbackSocksProxy().use { proxy ->
                socks(proxy.url("socks5")) {
                    val refused = failure("http://a.test:1/").cause.shouldBeInstanceOf<ProxyRefusedException>()
                    refused.socksReply shouldBe SocksReply.CONNECTION_REFUSED
                }
            }
        }

        test("K3 success and then an end is a failure that may be the target's, and a GET goes elsewhere") {
            LoopbackOrigin().use { origin ->
                LoopbackSocksProxy().use { lying ->
                    lying.promisesTooMuch = true
                    socks(lying.url("socks5")) {
                        val attempt = failure(origin.url("/"))
                        attempt.cause.shouldBeInstanceOf<ProxyConnectionLostException>()
                        attempt.blame shouldBe Blame.UNKNOWN
                        failure("https://a.test/").cause.shouldBeInstanceOf<ProxyTlsException>()
                    }
                    LoopbackSocksProxy().use { good ->
                        socks(lying.url("socks5"), good.url("socks5")) {
                            repeat(2) { rotator.get(origin.url("/")).bodyAsText() shouldBe "hello" }
                        }
                    }
                }
            }
        }

        test("B9 a 407 of the target has nothing to do with the proxy") {
            LoopbackOrigin().use { origin ->
                LoopbackSocksProxy("u" to "p").use { proxy ->
                    socks(proxy.url("socks5", "u:p")) {
                        rotator.get(origin.url("/status/407")).status.value shouldBe 407
                    }
                    proxy.requests.size shouldBe 1
                }
            }
        }

        test("E1 two credentials for one SOCKS proxy never share a connection") {
            LoopbackOrigin().use { origin ->
                LoopbackSocksProxy().use { proxy ->
                    val users = listOf("", "a:", "b:")
                    socks(*users.map { proxy.url("socks4a", it) }.toTypedArray()) {
                        repeat(6) { rotator.get("http://a.test:${origin.port}/") }
                    }
                    proxy.requests.size shouldBe 3
                    origin.connections.accepted shouldBe 3
                }
            }
        }

        test("A8 a SOCKS 4 proxy is not connected to for a name or an IPv6 address, nor is the name looked up") {
            LoopbackSocksProxy().use { proxy ->
                val resolver = RecordingResolver()
                socks(proxy.url("socks4"), resolver = resolver) {
                    listOf("http://a.test/", "https://a.test/", "http://[2001:db8::1]/").forEach { url ->
                        withClue(url) {
                            shouldThrow<ProxyConnectionException> { rotator.get(url) }.message shouldContain
                                "nothing was sent"
                        }
                    }
                    connections shouldBe 0
                }
                proxy.connections.accepted shouldBe 0
                resolver.lookUps.shouldBeEmpty()
            }
        }

        test("with localDns SOCKS proxies are told an address that was found here, SOCKS 4 the first of IPv4") {
            val resolver =
                NameResolver {
                    if (it ==
                        "127.0.0.1"
                    ) {
                        SystemNameResolver.resolve(it)
                    } else {
                        listOf(IPV6, IPV4)
                    }
                }
            LoopbackOrigin(SelfSignedCertificate.shared).use { origin ->
                LoopbackSocksProxy().use { proxy ->
                    listOf("socks4", "socks4a", "socks5").forEach { scheme ->
                        socks(proxy.url(scheme), localDns = true, resolver = resolver) {
                            rotator.get("https://localhost:${origin.port}/").bodyAsText() shouldBe "hello"
                        }
                    }
                    proxy.requests.map { it.host } shouldContainExactly
                        listOf("192.0.2.1", "192.0.2.1", "2001:db8:0:0:0:0:0:1")
                    proxy.requests.none { it.isName } shouldBe true
                }
            }
        }

        test("with localDns a name without an address of use is nobody's fault, and no proxy is connected to") {
            LoopbackSocksProxy().use { proxy ->
                mapOf<String, NameResolver>(
                    "none" to NameResolver { throw UnknownHostException(it) },
                    "IPv6 only" to NameResolver { listOf(IPV6) },
                ).forEach { (name, resolver) ->
                    socks(proxy.url("socks4"), localDns = true, resolver = resolver) {
                        withClue(name) {
                            val attempt = failure("http://a.test/")
                            attempt.cause.shouldBeInstanceOf<ProxyUnreachableException>()
                            attempt.blame shouldBe Blame.CLIENT
                        }
                    }
                }
                proxy.connections.accepted shouldBe 0
            }
        }

        test("localDns changes nothing for HTTP proxies") {
            LoopbackOrigin(SelfSignedCertificate.shared).use { origin ->
                LoopbackProxy().use { proxy ->
                    val resolver = RecordingResolver()
                    socks(proxy.url, localDns = true, resolver = resolver) { rotator.get(origin.url("/")) }
                    proxy.requests.map { it.target } shouldContainExactly listOf("localhost:${origin.port}")
                    resolver.lookUps shouldContainExactly listOf("127.0.0.1")
                }
            }
        }

        test("a proxy is reached at the address that answers, when another does not") {
            LoopbackOrigin().use { origin ->
                LoopbackSocksProxy().use { proxy ->
                    val resolver =
                        NameResolver {
                            listOf("127.0.0.2", "127.0.0.1").map(InetAddress::getByName)
                        }
                    socks("socks5://proxy.test:${proxy.port}", resolver = resolver) {
                        rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
                    }
                    proxy.connections.accepted shouldBe 1
                }
            }
        }
    })
