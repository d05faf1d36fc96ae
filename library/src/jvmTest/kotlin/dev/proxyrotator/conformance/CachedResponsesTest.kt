package dev.proxyrotator.conformance

import dev.proxyrotator.engine.net.SECURE_TARGET
import dev.proxyrotator.engine.net.TARGET
import dev.proxyrotator.engine.net.openTunnelOrForward
import dev.proxyrotator.engine.net.rotating
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.mockRotator
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respond
import io.ktor.client.request.header
import io.ktor.http.headersOf
import kotlinx.coroutines.test.runTest

class CachedResponsesTest :
    FunSpec({
        test("K8 a default header forbids caches to answer, on either way and unless a request says otherwise") {
            rotating({ openTunnelOrForward() }, configure = { defaultHeader("Cache-Control", "no-store") }) {
                listOf(TARGET, SECURE_TARGET).forEach { rotator.get(it) }
                rotator.get(TARGET) { header("Cache-Control", "max-age=5") }
                server.requests.filter { it.method == "GET" }.map { it.header("Cache-Control") } shouldContainExactly
                    listOf("no-store", "no-store", "max-age=5")
                server.requests.filter { it.method == "CONNECT" }.map {
                    it.header(
                        "Cache-Control",
                    )
                } shouldContainExactly
                    listOf(null)
            }
        }

        test("K8 a validator turns an answer out of a cache into the proxy's failure, and another exit is asked") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { require("comes from the target") { "Age" !in it.headers } }
                }) {
                    if (it.exit == "a") respond("old", headers = headersOf("Age", "86400")) else respond("new")
                }.use { rotator ->
                    val response = rotator.get("http://target.example/")
                    response.exit shouldBe "b"
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.REJECTED, null)
                }
            }
        }
    })
