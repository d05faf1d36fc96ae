package dev.proxyrotator.integration

import dev.proxyrotator.failure.ProxyRefusedException
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf

private const val DEAD_PORT = 1

/** privoxy says 404 of a host that does not exist. */
private val notReached = 404..504

/** Targets that a proxy will not or cannot reach. */
class RefusalsIntegrationTest :
    FunSpec({
        realTest("squid tunnels to no forbidden port", HttpProxies.squid) {
            refusal(HttpProxies.squid, "https://localhost:25/").status shouldBe 403
        }

        realTest("tinyproxy tunnels to few ports only", HttpProxies.tinyproxyFewPorts) {
            refusal(HttpProxies.tinyproxyFewPorts, RealOrigin.secureUrl()).status shouldBe 403
        }

        val lost = mapOf("nobody listens at" to "localhost:$DEAD_PORT", "has no address" to "nobody.invalid")
        HttpProxies.open.forEach { proxy ->
            lost.forEach { (name, authority) ->
                realTest("$proxy: a target that $name", proxy) {
                    refusal(proxy, "https://$authority/").status!! shouldBeInRange notReached
                    rotatorThrough(proxy).use {
                        it.get("http://$authority/").status.value shouldBeInRange notReached
                    }
                }
            }
        }

        realTest("A3 a name that only the proxy knows is for the proxy to find", HttpProxies.squid) {
            rotatorThrough(HttpProxies.squid).use {
                val url = RealOrigin.url().replace("localhost", "only-the-proxy-knows.test")
                it.get(url).echo().host shouldBe "only-the-proxy-knows.test:${RealOrigin.port("origin")}"
            }
        }
    })

private suspend fun refusal(
    proxy: Route,
    url: String,
): ProxyRefusedException =
    rotatorThrough(proxy).use { it.failureOf(url).shouldBeInstanceOf<ProxyRefusedException>() }
