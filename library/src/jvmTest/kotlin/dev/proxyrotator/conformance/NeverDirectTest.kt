package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.net.openTunnelOrForward
import dev.proxyrotator.engine.net.rotating
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.RedirectRefusedException.Reason
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectionRequest
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.secretUrl
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import kotlin.time.Duration

private fun strategy(choose: (List<Candidate>) -> Candidate?) =
    object : RotationStrategy {
        override val name = "scripted"

        override fun newSelector(context: SelectorContext) =
            object : Selector {
                // Never lets go of one it was given.
                private val candidates = ArrayList<Candidate>()
                override val size get() = candidates.size

                override fun add(candidate: Candidate) {
                    candidates.add(candidate)
                }

                override fun remove(candidate: Candidate) = Unit

                override fun update(candidate: Candidate) = Unit

                override fun select(request: SelectionRequest) = choose(candidates)
            }
    }

class NeverDirectTest :
    FunSpec({
        test("A1 an empty pool, and one that cools down, send nothing") {
            LoopbackOrigin().use { origin ->
                ProxyRotator().use { shouldThrow<ProxyPoolEmptyException> { it.get(origin.url("/")) } }
                LoopbackProxy(ProxyBehaviour.Refuse).use { proxy ->
                    ProxyRotator(proxy.secretUrl) { health { failureThreshold = 1 } }.use { rotator ->
                        shouldThrow<ProxyRotatorException> { rotator.get(origin.url("/")) }
                        shouldThrow<ProxyPoolEmptyException> { rotator.get(origin.url("/")) }
                    }
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A1 a strategy that throws or chooses nobody sends nothing") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    listOf(strategy { null }, strategy { error("the strategy's own") }).forEach { scripted ->
                        val configured =
                            ProxyRotator(proxy.secretUrl) {
                                strategy = scripted
                                limits { leaseTimeout = Duration.ZERO }
                            }
                        configured.use { rotator ->
                            runCatching { rotator.get(origin.url("/")) }.isFailure shouldBe true
                        }
                    }
                    proxy.connections.accepted shouldBe 0
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A1 a strategy that chooses a removed proxy gets nobody past the pool to the target") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val configured =
                        ProxyRotator(proxy.secretUrl) {
                            strategy = strategy { it.first() }
                            limits { leaseTimeout = Duration.ZERO }
                        }
                    configured.use { rotator ->
                        rotator.removeProxy(proxy.secretUrl)
                        runCatching { rotator.get(origin.url("/")) }.isFailure shouldBe true
                    }
                    proxy.connections.accepted shouldBe 0
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A3 A6 whatever the target is called, only the proxy is looked up and connected to") {
            val hosts =
                listOf("a.test", "localhost", "127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "router")
            LoopbackOrigin().use { origin ->
                rotating({ openTunnelOrForward() }) {
                    hosts.forEach { host ->
                        withClue(host) {
                            rotator.get("http://$host:${origin.port}/").bodyAsText() shouldBe "forwarded"
                            rotator.get("https://$host:${origin.port}/").bodyAsText() shouldBe "tunnelled"
                        }
                    }
                    server.requests.filter { it.target.startsWith("http:") }.map { it.target } shouldContainExactly
                        hosts.map { "http://$it:${origin.port}/" }
                    server.requests.filter { it.method == "CONNECT" }.map { it.target } shouldContainExactly
                        hosts.map { "$it:${origin.port}" }
                    lookUps.toSet() shouldBe setOf("127.0.0.1")
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A7 every hop of a redirect goes through the proxy") {
            LoopbackOrigin().use { origin ->
                val hops =
                    mapOf(
                        "http://a.test/1" to "https://b.test/2",
                        "b.test/2" to "https://127.0.0.1:${origin.port}/3",
                        "127.0.0.1:${origin.port}/3" to "//localhost:${origin.port}/4",
                        "localhost:${origin.port}/4" to "https://[::1]:${origin.port}/5",
                        "[::1]:${origin.port}/5" to "/6",
                    )
                rotating({
                    openTunnelOrForward { request ->
                        val isTunnelled = request.target.startsWith("/")
                        val hop = hops[if (isTunnelled) request.header("Host") + request.target else request.target]
                        if (hop == null) rawResponse("arrived") else rawResponse("", 302, "Location: $hop")
                    }
                }) {
                    rotator.get("http://a.test/1").bodyAsText() shouldBe "arrived"
                    val paths = server.requests.filter { it.method == "GET" }.map { it.path.last() }
                    paths.joinToString("") shouldBe "123456"
                    lookUps.toSet() shouldBe setOf("127.0.0.1")
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test(
            "A7 a redirect to another scheme than http and https, or from https to http, is refused and sends nothing",
        ) {
            rotating({
                openTunnelOrForward { request ->
                    val location = if (request.path.endsWith("/down")) "http://a.test/" else "ftp://b.test/"
                    rawResponse("", 302, "Location: $location")
                }
            }) {
                shouldThrow<RedirectRefusedException> { rotator.get("http://a.test/") }.reason shouldBe Reason.SCHEME
                shouldThrow<RedirectRefusedException> { rotator.get("https://a.test/") }.reason shouldBe Reason.SCHEME
                val error = shouldThrow<RedirectRefusedException> { rotator.get("https://a.test/down?token=secret") }
                error.reason shouldBe Reason.DOWNGRADE
                error.message shouldBe
                    "Did not follow a redirect (302) of https://a.test: it leads from https to http"
                server.requests.count { it.method == "GET" } shouldBe 3
                server.requests.filter { it.method == "GET" && it.target.startsWith("http") } shouldHaveSize 1
                lookUps.toSet() shouldBe setOf("127.0.0.1")
                rotator.realPool.awaitIdle()
            }
        }
    })
