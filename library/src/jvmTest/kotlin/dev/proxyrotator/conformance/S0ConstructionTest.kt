package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.engine.route
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.selection.LeastUsed
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.UniformRandom
import dev.proxyrotator.selection.Weighted
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.mock.respond
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.seconds

class S0ConstructionTest :
    FunSpec({
        test("S0-1 one object owns a pool and rotates through it") {
            runTest {
                mockRotator("http://a.example:80", "http://b.example:80", "http://c.example:80") {
                    respond(it.route.proxy.host)
                }.use { rotator ->
                    List(7) { rotator.get("http://target.example/").bodyAsText() } shouldContainExactly
                        listOf(
                            "a.example",
                            "b.example",
                            "c.example",
                            "a.example",
                            "b.example",
                            "c.example",
                            "a.example",
                        )
                }
            }
        }

        test("S0-2 takes URLs and Proxy objects, mixed, or none at all") {
            val mixed =
                ProxyRotator("http://a.example:8080") {
                    proxy(Proxy.parse("http://b.example:8080"))
                    proxies("c.example:8080", "d.example:8080:user:secret")
                    proxies(listOf(Proxy.parse("http://e.example")))
                }
            mixed.use { rotator ->
                rotator.pool.proxies.value
                    .map { it.host } shouldContainExactly
                    listOf("a.example", "b.example", "c.example", "d.example", "e.example")
            }
            ProxyRotator().use { it.pool.size shouldBe 0 }
            ProxyRotator(listOf("http://a.example", "http://b.example")) { proxies(listOf("c.example:8080")) }
                .use { it.pool.size shouldBe 3 }
            ProxyRotator(listOf(Proxy.parse("http://a.example"))).use { it.pool.size shouldBe 1 }
        }

        test("S0-3 takes a strategy by instance or by name and defaults to round-robin") {
            ProxyRotator().use { it.getPoolStats().currentStrategy shouldBe "round-robin" }
            listOf("round-robin", "random", "weighted", "least-used").forEach { name ->
                ProxyRotator { strategy(name) }.use { it.getPoolStats().currentStrategy shouldBe name }
            }
            ProxyRotator { strategy = Weighted() }.use { it.strategy shouldBe Weighted() }
            ProxyRotator().use { rotator ->
                rotator.strategy = LeastUsed()
                rotator.getPoolStats().currentStrategy shouldBe "least-used"
                rotator.setStrategy("random")
                rotator.strategy shouldBe UniformRandom()
            }
        }

        test("S0-3 a strategy swapped at run time takes over the pool") {
            runTest {
                mockRotator("http://a.example", "http://b.example") { respond(it.route.proxy.host) }.use { rotator ->
                    repeat(3) { rotator.get("http://target.example/") }
                    rotator.strategy = LeastUsed()
                    rotator.get("http://target.example/").bodyAsText() shouldBe "b.example"
                    rotator.removeProxy("http://b.example")
                    rotator.get("http://target.example/").bodyAsText() shouldBe "a.example"
                }
            }
        }

        test("S0-4 the configuration is optional and has defaults") {
            ProxyRotator().use { rotator ->
                rotator.config.retry.maxAttempts shouldBe 4
                rotator.config.timeouts.connect shouldBe 5.seconds
                rotator.config.limits.maxConnectionsPerProxy shouldBe 50
                rotator.config.tls.verify shouldBe true
                rotator.config.health.enabled shouldBe true
            }
        }

        test("S0-5 the pool is called default unless it is given a name") {
            ProxyRotator().use {
                it.pool.name shouldBe "default"
                it.config.poolName shouldBe "default"
            }
            ProxyRotator { poolName = "eu" }.use { it.pool.name shouldBe "eu" }
        }

        test("S0-6 an invalid proxy fails the construction without showing what may be secret") {
            val error =
                shouldThrow<ProxyValidationException> {
                    ProxyRotator(
                        "http://a.example:80",
                        "http://u:hunter2@b.example:99999",
                    )
                }
            error.message shouldContain "port"
            error.toString() shouldNotContain "hunter2"
            error.message shouldContain "proxy 2 of 2"
        }

        test("S0-6 a proxy the transport cannot carry safely fails the construction") {
            listOf("socks4", "socks4a").forEach { scheme ->
                val error =
                    shouldThrow<ProxyValidationException> { ProxyRotator("$scheme://user:hunter2@a.example") }
                error.message shouldContain "has no password"
                error.toString() shouldNotContain "hunter2"
                ProxyRotator("$scheme://user:@a.example").close()
            }
            shouldThrow<ProxyValidationException> {
                ProxyRotator(listOf(Proxy.Direct)) { transport = EnginePerProxy(CIO) }
            }.message shouldContain "with a proxy only"
        }

        test("S0-7 an unknown strategy name is an error that lists the known ones") {
            val error = shouldThrow<IllegalArgumentException> { ProxyRotator { strategy("fastest") } }
            error.message shouldContain "fastest"
            RotationStrategy.names.forEach { error.message shouldContain it }
        }

        test("S0-8 a Proxy object carries its credentials and does not print them") {
            runTest {
                val proxy = Proxy("http://a.example:8080", "user", "hunter2")
                proxy.toString() shouldNotContain "hunter2"
                mockRotator(configure = { proxy(proxy) }) {
                    it.headers["Proxy-Authorization"] shouldBe "Basic dXNlcjpodW50ZXIy"
                    respond("ok")
                }.use { it.get("http://target.example/").proxy shouldBe proxy }
            }
        }

        test("S0-41 credentials in the URL are decoded once and used for that proxy alone") {
            runTest {
                mockRotator("http://us%40er:p%3Ass@a.example:8080", "http://b.example:8080") {
                    respond(it.headers["Proxy-Authorization"] ?: "none")
                }.use { rotator ->
                    rotator.get("http://target.example/").bodyAsText() shouldBe "Basic dXNAZXI6cDpzcw=="
                    rotator.get("http://target.example/").bodyAsText() shouldBe "none"
                    rotator.get("https://target.example/").bodyAsText() shouldBe "none"
                }
            }
        }

        test("S0-44 weighted works with plain URLs, all of the same weight") {
            runTest {
                mockRotator("http://a.example", "http://b.example", configure = { strategy("weighted") }) {
                    respond(it.route.proxy.host)
                }.use { rotator ->
                    val hosts = List(100) { rotator.get("http://target.example/").bodyAsText() }
                    hosts.groupingBy { it }.eachCount().keys shouldBe setOf("a.example", "b.example")
                }
            }
        }

        test("S0-40 the fields of the seed's configuration have their counterparts") {
            val rotator =
                ProxyRotator {
                    timeouts { call = 30.seconds }
                    retry { maxRetries(3) }
                    tls { verify = true }
                    limits { maxConnectionsPerProxy = 50 }
                    health { enabled = true }
                }
            rotator.use {
                it.config.timeout shouldBe 30.seconds
                it.config.retry.maxAttempts shouldBe 4
                it.config.limits.maxConnectionsPerProxy shouldBe 50
            }
        }

        test("S0-40 a value out of range is an error that names it") {
            val wrong: List<Pair<String, () -> ProxyRotator>> =
                listOf(
                    "connect" to { ProxyRotator { timeouts { connect = 0.seconds } } },
                    "maxAttempts" to { ProxyRotator { retry { maxAttempts = 0 } } },
                    "maxRetries" to { ProxyRotator { retry { maxRetries(-1) } } },
                    "maxConnectionsPerProxy" to { ProxyRotator { limits { maxConnectionsPerProxy = 0 } } },
                    "failureThreshold" to { ProxyRotator { health { failureThreshold = 0 } } },
                    "maxProxies" to { ProxyRotator { maxProxies = 0 } },
                    "threads" to { ProxyRotator { transport = Sockets { threads = 0 } } },
                    "verify" to {
                        ProxyRotator {
                            transport = EnginePerProxy(CIO)
                            tls { verify = false }
                        }
                    },
                )
            wrong.forEach { (name, build) ->
                shouldThrow<IllegalArgumentException> { build() }.message shouldContain
                    name
            }
        }
    })
