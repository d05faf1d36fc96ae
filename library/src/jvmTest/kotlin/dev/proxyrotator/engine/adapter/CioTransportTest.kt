package dev.proxyrotator.engine.adapter

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.farm
import dev.proxyrotator.engine.stockEngines
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.cio.CIO
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import java.net.Authenticator
import java.net.ProxySelector
import java.net.SocketAddress
import java.net.URI
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

class CioTransportTest :
    FunSpec({
        test("an https target is refused with the way out, and nothing is sent") {
            LoopbackProxy().use { proxy ->
                ProxyRotator(proxy.secretUrl) { transport = EnginePerProxy(CIO) }.use { rotator ->
                    val error = shouldThrow<IllegalArgumentException> { rotator.get("https://target.example/") }
                    error.message shouldContain "EnginePerProxy(OkHttp)"
                    proxy.connections.accepted shouldBe 0
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }

        test("what the engine would not do with TLS is refused, saying what it is") {
            val pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            shouldThrow<IllegalArgumentException> {
                ProxyRotator {
                    transport = EnginePerProxy(CIO)
                    tls { pin("a.example", pin) }
                }
            }.message shouldContain "EnginePerProxy(CIO) cannot do tls { pin }"
        }

        test("a proxy set in the engine itself is refused") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val elsewhere = javaProxy(Proxy.parse("http://127.0.0.1:9"))
                    val stubborn = EnginePerProxy(CIO) { this.proxy = elsewhere }
                    ProxyRotator(proxy.secretUrl) { transport = stubborn }.use { rotator ->
                        shouldThrow<IllegalArgumentException> { rotator.get(origin.url("/")) }
                        origin.connections.accepted shouldBe 0
                    }
                }
            }
        }

        test("more proxies than the engine has threads for are all used, and none starves") {
            val behaviours = Array<ProxyBehaviour>(100) { ProxyBehaviour.Good }
            farm(EnginePerProxy(CIO), *behaviours) {
                val bodies =
                    coroutineScope { List(200) { async { rotator.get(origin.url("/")).bodyAsText() } }.awaitAll() }
                bodies.toSet() shouldBe setOf("hello")
                proxies.map { it.requests.size }.toSet() shouldContainExactly setOf(2)
            }
        }

        test("S0-37 what may be open at once is the rotator's to say, not the engine's") {
            val count = 300
            val arrived = CountDownLatch(count)
            val together =
                OriginHandler {
                    arrived.countDown()
                    OriginAnswer.Whole(if (arrived.await(20, TimeUnit.SECONDS)) "all there" else "some are missing")
                }
            LoopbackOrigin(handler = together).use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator(proxy.secretUrl) { limits { maxConnectionsPerProxy = count } }.use { rotator ->
                        val bodies = rotator.batchGet(List(count) { origin.url("/") }, maxConcurrent = count)
                        bodies.map { it.getOrThrow().bodyAsText() }.toSet() shouldBe setOf("all there")
                    }
                }
            }
        }

        test("a removed proxy's connections go, and its engine with them") {
            farm(EnginePerProxy(CIO), ProxyBehaviour.Good, ProxyBehaviour.Good) {
                repeat(2) { rotator.get(origin.url("/")) }
                rotator.removeProxy(proxies.first().secretUrl)
                rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
                proxies.first().connections.awaitOpen(0)
            }
        }

        test("no setting of the system changes where the bytes go") {
            val wrong = java.net.Proxy(java.net.Proxy.Type.HTTP, java.net.InetSocketAddress("127.0.0.1", 9))
            val selector =
                object : ProxySelector() {
                    override fun select(uri: URI) = listOf(wrong)

                    override fun connectFailed(
                        uri: URI,
                        address: SocketAddress,
                        failure: java.io.IOException,
                    ) = Unit
                }
            val before = ProxySelector.getDefault()
            val properties =
                mapOf(
                    "http.proxyHost" to "127.0.0.1",
                    "http.proxyPort" to "9",
                    "socksProxyHost" to "127.0.0.1",
                )
            try {
                ProxySelector.setDefault(selector)
                Authenticator.setDefault(object : Authenticator() {})
                properties.forEach { (key, value) -> System.setProperty(key, value) }
                stockEngines.values.forEach { transport ->
                    farm(transport, ProxyBehaviour.Good) {
                        rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
                        proxies.single().requests.size shouldBe 1
                    }
                }
            } finally {
                ProxySelector.setDefault(before)
                Authenticator.setDefault(null)
                properties.keys.forEach(System::clearProperty)
            }
        }
    })
