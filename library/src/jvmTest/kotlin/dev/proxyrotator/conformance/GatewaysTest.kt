package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.proxy.Gateway
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.proxy.ProxyWithCredentialsSerializer
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldMatch
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.okhttp.OkHttp
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.statement.bodyAsText
import kotlinx.serialization.json.Json
import java.util.Base64
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.nanoseconds

private const val TEMPLATE = "user-session-{session}-country-{country}"

private val ReceivedRequest.userName: String
    get() =
        String(Base64.getDecoder().decode(header("Proxy-Authorization").orEmpty().removePrefix("Basic ")))
            .substringBefore(':')

private fun inSession(key: String): HttpRequestBuilder.() -> Unit = { rotation { session = key } }

/** One address behind which the exit changes. */
class GatewaysTest :
    FunSpec({
        suspend fun through(
            secureTarget: Boolean = false,
            asGateway: Proxy.() -> Proxy = { this },
            configure: ProxyRotatorBuilder.() -> Unit = {},
            block: suspend ProxyRotator.(LoopbackProxy, LoopbackOrigin) -> Unit,
        ) = LoopbackOrigin(TestCertificates.good.takeIf { secureTarget }).use { origin ->
            LoopbackProxy().use { proxy ->
                val gateway =
                    Proxy
                        .parse(proxy.url)
                        .withCredentials(TEMPLATE, Canary.PASSWORD)
                        .withCountry("SE")
                        .asGateway()
                ProxyRotator(listOf(gateway)) {
                    tls { trust(TestCertificates.authority.certificate.certificatePem) }
                    configure()
                }.use { it.block(proxy, origin) }
                proxy.connections.awaitOpen(0)
            }
        }

        test("without a session each attempt has a word of its own, and the country is filled in") {
            through { proxy, origin ->
                repeat(4) { get(origin.url("/")).bodyAsText() shouldBe "hello" }
                val names = proxy.requests.map { it.userName }
                names.forEach { it shouldMatch "user-session-[0-9a-f]{16}-country-se" }
                names.toSet() shouldHaveSize 4
                proxy.connections.accepted shouldBe 4
            }
        }

        test("a session keeps its word, and with it its connection; another session, or a new one, has another") {
            through { proxy, origin ->
                repeat(3) { get(origin.url("/"), inSession("a")) }
                get(origin.url("/"), inSession("b"))
                sessions["a"]?.retire()
                get(origin.url("/"), inSession("a"))
                val names = proxy.requests.map { it.userName }
                names.take(3).toSet() shouldHaveSize 1
                names.toSet() shouldHaveSize 3
                proxy.connections.accepted shouldBe 3
            }
        }

        test("sessions that are saved and restored keep their word") {
            through { proxy, origin ->
                get(origin.url("/"), inSession("a"))
                val saved = sessions.save()
                sessions.clear()
                sessions.restore(saved)
                get(origin.url("/"), inSession("a"))
                proxy.requests.map { it.userName }.toSet() shouldHaveSize 1
            }
        }

        listOf(false, true).forEach { secureTarget ->
            val target = if (secureTarget) "https" else "http"
            test("a gateway with one request a connection gets a new one for each: $target") {
                through(secureTarget, { withoutCredentials().withGateway(Gateway(maxRequests = 1)) }) { proxy, origin ->
                    repeat(3) { get(origin.url("/")).bodyAsText() shouldBe "hello" }
                    proxy.connections.awaitClosed(3)
                    proxy.connections.accepted shouldBe 3
                }
            }
        }

        test("a connection through a gateway carries as many requests, and gets as old, as was set") {
            through(asGateway = { withoutCredentials().withGateway(Gateway(maxRequests = 3)) }) { proxy, origin ->
                repeat(7) { get(origin.url("/")) }
                proxy.connections.accepted shouldBe 3
            }
            through(
                asGateway = { withoutCredentials().withGateway(Gateway(maxAge = 1.nanoseconds)) },
            ) { proxy, origin ->
                repeat(3) { get(origin.url("/")) }
                proxy.connections.accepted shouldBe 3
            }
        }

        listOf(false, true).forEach { secureTarget ->
            val target = if (secureTarget) "https" else "http"
            test("B3 the headers for a gateway go with CONNECT alone: $target") {
                val headers = mapOf("X-Exit" to "residential", "X-Key" to "vendor-secret")
                through(secureTarget, { withGateway(Gateway(connectHeaders = headers)) }) { proxy, origin ->
                    repeat(2) { get(origin.url("/"), inSession("a")).bodyAsText() shouldBe "hello" }
                    proxy.requests.map { it.method } shouldContainExactly listOf("CONNECT")
                    proxy.requests.first().header("X-Exit") shouldBe "residential"
                    proxy.requests.first().header("X-Key") shouldBe "vendor-secret"
                    origin.requests.forEach { it.header("X-Exit").shouldBeNull() }
                }
            }
        }

        test("a ban is answered with another exit of the same gateway, which stays in rotation") {
            LoopbackProxy().use { proxy ->
                val banned = HashSet<String>()
                LoopbackOrigin { request ->
                    OriginAnswer.Whole("", if (banned.add(request.target)) 429 else 200)
                }.use { origin ->
                    val gateway = Proxy.parse(proxy.url).withCredentials("user-{session}", "secret")
                    ProxyRotator(listOf(gateway)).use { rotator ->
                        val response = rotator.get(origin.url("/once"), inSession("a"))
                        response.status.value shouldBe 200
                        response.attempts.size shouldBe 2
                        proxy.requests.map { it.userName }.toSet() shouldHaveSize 2
                        rotator.get(origin.url("/once"), inSession("a")).attempts.size shouldBe 1
                    }
                }
            }
        }

        test("a dead exit is left for another one, although there is one gateway alone") {
            through(secureTarget = true, { withCountry("NO") }) { proxy, origin ->
                proxy.behaviour = ProxyBehaviour.AnswerConnect(502)
                val error =
                    shouldThrow<ProxyConnectionException> { get(origin.url("/")) }
                error.cause.shouldBeInstanceOf<ProxyRefusedException>()
                withClue(error.attempts) { (error.attempts.size > 1) shouldBe true }
                proxy.requests.map { it.userName }.toSet() shouldHaveSize error.attempts.size
            }
        }

        test("what a gateway cannot do is told when it is made or added") {
            listOf<() -> Any>(
                { Gateway(maxRequests = 0) },
                { Gateway(maxAge = (-1).minutes) },
                { Gateway(connectHeaders = mapOf("Host" to "x")) },
                { Gateway(connectHeaders = mapOf("Cookie" to "x")) },
                { Gateway(connectHeaders = mapOf("X-Exit" to "a\r\nb: secret")) },
                { ProxyRotator("http://user-{country}:secret@gateway.example:8000") },
                { ProxyRotator("socks5://${"u".repeat(250)}-{session}:secret@gateway.example:8000") },
                {
                    ProxyRotator("http://user-{session}:secret@gateway.example:8000") {
                        transport = EnginePerProxy(OkHttp)
                    }
                },
            ).forEachIndexed { index, make ->
                withClue(index) {
                    shouldThrow<ProxyValidationException> { make() }.message.orEmpty() shouldNotContain "secret"
                }
            }
        }

        test("B4 neither templates nor headers are printed, and JSON has them only where it is asked for") {
            val gateway = Gateway(1, 5.minutes, mapOf("X-Key" to "vendor-secret"))
            val proxy = Proxy.parse("http://user-{session}:pw-secret@gateway.example:8000").withGateway(gateway)
            listOf("$proxy", "$gateway", Json.encodeToString(Proxy.serializer(), proxy))
                .forEach { text ->
                    text shouldNotContain "secret"
                    text shouldNotContain "{session}"
                }
            val json =
                Json.encodeToString(
                    ProxyWithCredentialsSerializer,
                    proxy,
                )
            json shouldContain "vendor-secret"
            val read =
                Json.decodeFromString(
                    ProxyWithCredentialsSerializer,
                    json,
                )
            read shouldBe proxy
            read.gateway shouldBe gateway
            proxy.withGateway(null).gateway.shouldBeNull()
            Gateway() shouldNotBe gateway
        }
    })
