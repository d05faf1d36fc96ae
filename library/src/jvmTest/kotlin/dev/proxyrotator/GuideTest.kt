package dev.proxyrotator

import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.route
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.ktor.client.HttpClient
import io.ktor.client.call.body
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.MockEngineConfig
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.contentnegotiation.ContentNegotiation
import io.ktor.client.request.get
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import io.ktor.serialization.kotlinx.json.json
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import java.net.ConnectException
import java.nio.file.Path
import kotlin.io.path.writeText
import kotlin.time.Duration.Companion.seconds

// What follows is printed in the guide.

/** Stays with one proxy for as long as it can be chosen. */
class Sticky : RotationStrategy {
    override val name = "sticky"

    override fun newSelector(context: SelectorContext): Selector =
        object : Selector {
            private val candidates = LinkedHashSet<Candidate>()
            override val size get() = candidates.size

            override fun add(candidate: Candidate) = check(candidates.add(candidate))

            override fun remove(candidate: Candidate) = check(candidates.remove(candidate))

            override fun update(candidate: Candidate) = check(candidate in candidates)

            override fun select(excluded: Collection<Candidate>) =
                candidates.firstOrNull { it !in excluded }?.also { it.countUse() }
        }
}

fun ProxyRotatorBuilder.intranet(directory: Path) =
    tls {
        trust(directory.resolve("authority.pem"))
        clientCertificate(directory.resolve("client.pem"), directory.resolve("client.key"))
        pin("*.intra.example", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        minVersion = TlsVersion.TLS_1_3
    }

@OptIn(ExperimentalCoroutinesApi::class)
fun failsOver() =
    runTest {
        val testDispatcher = StandardTestDispatcher(testScheduler)
        val clock = testTimeSource
        val engine =
            MockEngine(
                MockEngineConfig().apply {
                    dispatcher = testDispatcher
                    addHandler { request ->
                        if (request.route.proxy.host == "a.example") throw ConnectException()
                        respond("ok")
                    }
                },
            )
        ProxyRotator("http://a.example", "http://b.example") {
            transport = EnginePerProxy(engine)
            dispatcher = testDispatcher
            timeSource = clock
        }.use { rotator ->
            val response = rotator.get("http://target.example/")
            check(response.attempts.size == 2)
            check(response.proxy.host == "b.example")
        }
    }

suspend fun inKtorClient(proxy: String) {
    val client =
        HttpClient(ProxyEngine) {
            engine {
                proxies(proxy, "http://b.example:8080")
                retry { maxAttempts = 3 }
            }
        }
    val response = client.get("http://target.example/") { rotation { timeout = 5.seconds } }
    println("${response.attempts.size} attempt(s), ${client.proxyPool.size} proxies")
    client.close()
}

class GuideTest :
    FunSpec({
        test("the guide's test runs on virtual time") { failsOver() }

        test("the guide's strategy stays with one proxy until that fails") {
            runTest {
                var broken = ""
                mockRotator("http://a.example", "http://b.example", configure = { strategy = Sticky() }) { request ->
                    if (request.route.proxy.host == broken) throw ConnectException()
                    respond("ok")
                }.use { rotator ->
                    suspend fun way() = rotator.get("http://target.example/").proxy.host
                    List(3) { way() } shouldBe List(3) { "a.example" }
                    broken = "a.example"
                    way() shouldBe "b.example"
                    rotator.getPoolStats().currentStrategy shouldBe "sticky"
                }
            }
        }

        test("the guide's Ktor client gets its answer through the first proxy") {
            LoopbackProxy(ProxyBehaviour.Status(200)).use { proxy ->
                inKtorClient(proxy.url)
                proxy.requests.size shouldBe 1
            }
        }

        test("the guide's settings of TLS are taken") {
            val directory = tempdir().toPath()
            directory.resolve("authority.pem").writeText(TestCertificates.authority.certificate.certificatePem)
            directory.resolve("client.pem").writeText(TestCertificates.client.chainPem)
            directory.resolve("client.key").writeText(TestCertificates.client.privateKeyPem)
            runTest {
                mockRotator("http://a.example", configure = { intranet(directory) }) { respond("ok") }.use { rotator ->
                    rotator.config.tls.extras shouldBe listOf("minVersion", "trust", "clientCertificate", "pin")
                }
            }
        }

        test("JSON goes through Ktor's own plugin") {
            runTest {
                mockRotator("http://a.example", configure = { client { install(ContentNegotiation) { json() } } }) {
                    respond("""{"name":"Ada"}""", headers = headersOf(HttpHeaders.ContentType, "application/json"))
                }.use { rotator ->
                    val user: Map<String, String> = rotator.get("http://api.example.com/user").body()
                    user shouldBe mapOf("name" to "Ada")
                }
            }
        }

        test("a stream emits the body of a 404, unless success is expected") {
            runTest {
                val url = "http://target.example/"
                mockRotator("http://a.example") { respondError(HttpStatusCode.NotFound, "gone") }.use { rotator ->
                    rotator.streamGet(url).toList().single() shouldBe "gone".toByteArray()
                }
                mockRotator("http://a.example", configure = { client { expectSuccess = true } }) {
                    respondError(HttpStatusCode.NotFound, "gone")
                }.use { rotator ->
                    shouldThrow<ClientRequestException> { rotator.streamGet(url).toList() }
                }
            }
        }
    })
