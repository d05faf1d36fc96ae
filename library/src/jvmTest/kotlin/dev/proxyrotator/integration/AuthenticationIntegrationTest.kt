package dev.proxyrotator.integration

import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf

/** Proxies that want to know who asks, and are not told or told wrong. */
class AuthenticationIntegrationTest :
    FunSpec({
        HttpProxies.basic.forEach { proxy ->
            realTest("$proxy refuses who has no credentials, and the target sees nothing", proxy) {
                refuses(proxy.knownAs(null))
            }
        }

        // Who shows tinyproxy a wrong password is not asked for another, but answered as an origin would, with 401.
        HttpProxies.basic.minus(HttpProxies.tinyproxyBasic).forEach { proxy ->
            realTest("$proxy refuses a wrong password, and the target sees nothing", proxy) {
                refuses(proxy.knownAs("${Known.USER}:wrong"))
            }
        }

        realTest(
            "B9 a 407 of a target inside a tunnel is its answer, and gets no credentials",
            HttpProxies.squidBasic,
        ) {
            rotatorThrough(HttpProxies.squidBasic).use {
                it.get(RealOrigin.secureUrl("/407")).status.value shouldBe 407
                RealOrigin.leaks().shouldBeEmpty()
            }
        }
    })

/** Asks for an http and an https target through [proxy], which wants other credentials. */
internal suspend fun refuses(proxy: Route) {
    listOf(null, TestCertificates.good).forEach { certificate ->
        LoopbackOrigin(certificate).use { origin ->
            withClue(origin.url) {
                val url = proxy.targetUrl(origin.url("/"))
                val failure = rotatorThrough(proxy).use { it.failureOf(url) }
                failure.shouldBeInstanceOf<ProxyAuthenticationException>()
                origin.requests.toList().shouldBeEmpty()
            }
        }
    }
}
