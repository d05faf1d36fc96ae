package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.engine.net.SECURE_TARGET
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.engine.net.TARGET
import dev.proxyrotator.engine.net.rotating
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.Denial
import dev.proxyrotator.testkit.DigestGate
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.request.header
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope

private const val USER = "digest-user"
private const val PASSWORD = "digest-passw0rd"
private const val OFFER = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""
private const val BASIC_OFFER = "Basic realm=\"r\""

/** `Basic`, `Digest` or `null` for every head the proxy read. */
private fun List<ReceivedRequest>.schemes() = map { it.header("Proxy-Authorization")?.substringBefore(' ') }

private fun everythingSaid(error: Throwable) = error.stackTraceToString()

private class OneShot : OutgoingContent.WriteChannelContent() {
    override val contentLength: Long get() = 4

    override suspend fun writeTo(channel: ByteWriteChannel) = channel.writeFully("once".toByteArray())
}

class ProxyDigestTest :
    FunSpec({
        suspend fun through(
            behaviour: ProxyBehaviour,
            isSecure: Boolean = false,
            password: String = PASSWORD,
            basic: BasicAuthentication = BasicAuthentication.AT_ONCE,
            block: suspend ProxyRotator.(LoopbackOrigin, LoopbackProxy) -> Unit,
        ) = LoopbackOrigin(TestCertificates.good.takeIf { isSecure }).use { origin ->
            LoopbackProxy(behaviour).use { proxy ->
                ProxyRotator(proxy.url(USER, password)) {
                    transport = Sockets { basicAuthentication = basic }
                    tls { verify = false }
                    retry { maxAttempts = 1 }
                }.use { it.block(origin, proxy) }
            }
        }

        listOf(false, true).forEach { isSecure ->
            val way = if (isSecure) "CONNECT" else "a forwarded request"

            test("B1 B3 $way is answered in both algorithms after every kind of 407, and the origin is asked once") {
                for (form in Denial.Form.entries) {
                    for (algorithm in listOf("MD5", "SHA-256")) {
                        val gate = DigestGate(USER, PASSWORD, algorithm, form)
                        withClue("$algorithm $form") {
                            through(gate.behaviour, isSecure) { origin, proxy ->
                                val response =
                                    put(origin.url("/echo?q=\"1\"".replace("\"", "%22"))) {
                                        header("Cookie", "a=b")
                                        setBody("body-of-the-request")
                                    }
                                response.bodyAsText() shouldContain "body-of-the-request"
                                get(origin.url("/")).bodyAsText() shouldBe "hello"
                                origin.requests.map { it.method } shouldContainExactly listOf("PUT", "GET")
                                origin.requests.forEach { it.head.raw shouldNotContain "Proxy-" }
                                proxy.requests.filter { it.method == "CONNECT" }.forEach { connect ->
                                    connect.head.fields.map { it.first } shouldContainExactly
                                        listOf("Host", "Proxy-Authorization", "Proxy-Connection")
                                }
                                // The tunnel of the first request serves the second one.
                                val expected =
                                    listOf("Basic", "Digest") + if (isSecure) emptyList() else listOf("Digest")
                                proxy.requests.schemes() shouldContainExactly expected
                                gate.replays shouldBe 0
                            }
                        }
                    }
                }
            }

            test("K4 $way with a wrong password is refused after two rounds, and nothing secret is said of it") {
                through(DigestGate(USER, "another").behaviour, isSecure) { origin, proxy ->
                    val error = shouldThrow<ProxyAuthenticationException> { get(origin.url("/")) }
                    proxy.requests.schemes() shouldContainExactly listOf("Basic", "Digest")
                    origin.requests.shouldBeEmpty()
                    listOf(USER, PASSWORD, "nonce", "response=").forEach { everythingSaid(error) shouldNotContain it }
                }
            }

            test("K4 $way to a proxy that says 407 and stale for ever ends after one round more") {
                through(ProxyBehaviour.PerRequest { Denial("$OFFER, stale=true") }, isSecure) { origin, proxy ->
                    shouldThrow<ProxyAuthenticationException> { get(origin.url("/")) }
                    proxy.requests.schemes() shouldContainExactly listOf("Basic", "Digest", "Digest")
                    proxy.connections.accepted shouldBe 1
                }
            }
        }

        test("a nonce that goes stale costs a round and is nobody's fault") {
            val gate = DigestGate(USER, PASSWORD, usesPerNonce = 2)
            through(gate.behaviour) { origin, proxy ->
                repeat(6) { post(origin.url("/echo")) { setBody("number $it") }.status.value shouldBe 200 }
                origin.requests.map { it.body.decodeToString() } shouldContainExactly List(6) { "number $it" }
                proxy.requests.size shouldBe 6 + 1 + 2
                proxy.connections.accepted shouldBe 1
                pool.statistics().single().failures shouldBe emptyMap()
            }
        }

        test("fifty requests at once on one nonce are counted, each by a number of its own") {
            val gate = DigestGate(USER, PASSWORD).apply { commonNonce = "common" }
            through(gate.behaviour, basic = BasicAuthentication.NEVER) { origin, proxy ->
                get(origin.url("/"))
                coroutineScope {
                    List(50) { async { get(origin.url("/")).bodyAsText() } }.awaitAll().forEach { it shouldBe "hello" }
                }
                gate.replays shouldBe 0
                gate.passed shouldBe 51
                proxy.requests.size shouldBe 52
            }
        }

        test("requests that are asked all at once find a nonce each, or share one") {
            listOf(null, "common").forEach { nonce ->
                val gate = DigestGate(USER, PASSWORD, usesPerNonce = 100).apply { commonNonce = nonce }
                through(gate.behaviour, isSecure = true) { origin, _ ->
                    coroutineScope { List(12) { async { get(origin.url("/")) } }.awaitAll() }
                    gate.replays shouldBe 0
                }
            }
        }

        test("an https proxy is answered inside TLS") {
            val gate = DigestGate(USER, PASSWORD)
            LoopbackOrigin().use { origin ->
                LoopbackProxy(gate.behaviour, TestCertificates.good).use { proxy ->
                    ProxyRotator(proxy.url(USER, PASSWORD)) {
                        proxyTls { verify = false }
                    }.use { it.get(origin.url("/")).bodyAsText() shouldBe "hello" }
                    proxy.requests.schemes() shouldContainExactly listOf("Basic", "Digest")
                }
            }
        }

        test("a proxy on the way to another one is answered, over as many connections as it wants") {
            val first = DigestGate("first", "1", form = Denial.Form.SAYS_CLOSE)
            val second = DigestGate("second", "2", form = Denial.Form.UNTIL_CLOSE)
            LoopbackOrigin(TestCertificates.good).use { origin ->
                LoopbackProxy(first.behaviour).use { near ->
                    LoopbackProxy(second.behaviour).use { far ->
                        val chain =
                            Proxy.chain(
                                Proxy.parse(near.url("first", "1")),
                                Proxy.parse(far.url("second", "2")),
                            )
                        ProxyRotator(listOf(chain)) {
                            tls { verify = false }
                            transport = Sockets { basicAuthentication = BasicAuthentication.NEVER }
                        }.use { it.get(origin.url("/")).bodyAsText() shouldBe "hello" }
                        near.requests.schemes() shouldContainExactly listOf(null, "Digest", "Digest")
                        far.requests.schemes() shouldContainExactly listOf(null, "Digest")
                    }
                }
            }
        }

        test("B2 what one proxy asked for is never shown to another, nor for other credentials") {
            val gate = DigestGate(USER, PASSWORD)
            through(gate.behaviour) { origin, proxy ->
                get(origin.url("/"))
                LoopbackProxy().use { other ->
                    addProxy(other.url(USER, PASSWORD))
                    removeProxy(proxy.url(USER, PASSWORD))
                    get(origin.url("/"))
                    other.requests.schemes() shouldContainExactly listOf("Basic")
                    addProxy(proxy.url(USER, "changed"))
                    removeProxy(other.url(USER, PASSWORD))
                    shouldThrow<ProxyAuthenticationException> { get(origin.url("/")) }
                    proxy.requests.schemes().takeLast(2) shouldContainExactly listOf("Basic", "Digest")
                }
            }
        }

        test("B11 a proxy that was taken out and put in again is unknown") {
            through(DigestGate(USER, PASSWORD).behaviour) { origin, proxy ->
                repeat(2) {
                    get(origin.url("/"))
                    removeProxy(proxy.url(USER, PASSWORD))
                    addProxy(proxy.url(USER, PASSWORD))
                }
                proxy.requests.schemes() shouldContainExactly listOf("Basic", "Digest", "Basic", "Digest")
            }
        }

        test("B10 a proxy that has offered Digest gets no Basic in clear when it asks for that later") {
            listOf(false, true).forEach { isSecure ->
                var offer = OFFER
                val behaviour =
                    ProxyBehaviour.PerRequest { request ->
                        val isGood =
                            offer == OFFER && request.header("Proxy-Authorization")?.startsWith("Digest") == true
                        if (isGood) ProxyBehaviour.Good else Denial(offer)
                    }
                through(behaviour, isSecure) { origin, proxy ->
                    get(origin.url("/")) { header("Connection", "close") }
                    offer = BASIC_OFFER
                    shouldThrow<ProxyAuthenticationException> { get(origin.url("/")) }
                    proxy.requests.schemes() shouldContainExactly listOf("Basic", "Digest", "Digest")
                }
            }
        }

        test("B9 a Digest challenge inside a tunnel is the target's and gets nothing") {
            rotating({
                openTunnel()
                serve { rawResponse("", 407, "Proxy-Authenticate: $OFFER") }
            }, credentials = "${Canary.USER_INFO}@") {
                rotator.get(SECURE_TARGET).status.value shouldBe 407
                server.connection(0).received.substringAfter("\r\n\r\n") shouldNotContain "Authorization"
                server.requests.size shouldBe 2
            }
        }

        test("B12 cookies of a 407 are not the target's") {
            rotating({
                serve { request ->
                    val isAnswered = request.header("Proxy-Authorization")?.startsWith("Digest") == true
                    if (isAnswered) {
                        rawResponse()
                    } else {
                        rawResponse(
                            "",
                            407,
                            "Proxy-Authenticate: $OFFER",
                            "Set-Cookie: a=b",
                        )
                    }
                }
            }, credentials = "${Canary.USER_INFO}@") {
                repeat(2) { rotator.get(TARGET).headers["Set-Cookie"] shouldBe null }
                server.requests.forEach { it.header("Cookie") shouldBe null }
                server.requests.size shouldBe 3
            }
        }

        test("C21 a challenge that tries to break out of its quotes stays in them") {
            rotating({
                serve { request ->
                    val isAnswered = request.header("Proxy-Authorization")?.startsWith("Digest") == true
                    val offer = "Digest realm=\"a\\\", uri=\\\"x\", nonce=\"\\\\\""
                    if (isAnswered) rawResponse() else rawResponse("", 407, "Proxy-Authenticate: $offer")
                }
            }, credentials = "${Canary.USER_INFO}@") {
                rotator.get(TARGET).status.value shouldBe 200
                server.requests
                    .last()
                    .header("Proxy-Authorization")
                    .orEmpty() shouldContain
                    "realm=\"a\\\", uri=\\\"x\", nonce=\"\\\\\", uri=\"http://a.test/\""
            }
        }

        test("Basic is sent when asked, or never, as the option says") {
            val behaviour = { basic: Boolean ->
                ProxyBehaviour.PerRequest { request ->
                    val isGood = basic && request.header("Proxy-Authorization")?.startsWith("Basic") == true
                    if (isGood) ProxyBehaviour.Good else Denial(BASIC_OFFER)
                }
            }
            through(behaviour(true), basic = BasicAuthentication.WHEN_ASKED) { origin, proxy ->
                repeat(2) { get(origin.url("/")) }
                proxy.requests.schemes() shouldContainExactly listOf(null, "Basic", "Basic")
            }
            through(behaviour(false), basic = BasicAuthentication.NEVER) { origin, proxy ->
                shouldThrow<ProxyAuthenticationException> { get(origin.url("/")) }
                proxy.requests.schemes() shouldContainExactly listOf(null)
            }
        }

        test("a body that can be sent only once is refused with a hint, and the next one goes through at once") {
            through(DigestGate(USER, PASSWORD).behaviour) { origin, proxy ->
                val error =
                    shouldThrow<ProxyAuthenticationException> { post(origin.url("/echo")) { setBody(OneShot()) } }
                everythingSaid(error) shouldContain "the body of the request could not be sent again"
                origin.requests.shouldBeEmpty()
                post(origin.url("/echo")) { setBody(OneShot()) }.bodyAsText() shouldContain "once"
                proxy.requests.schemes() shouldContainExactly listOf("Basic", "Digest")
                origin.requests.size shouldBe 1
            }
        }
    })
