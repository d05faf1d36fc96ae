package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody

/** Tests that [proxy] brings to a target what is meant for it, and back, and nothing of its own credentials. */
internal fun FunSpec.carries(
    proxy: Route,
    secure: Boolean,
) {
    val target = if (secure) "https" else "http"

    realTest("B1 $proxy: GET and POST to $target", proxy) {
        rotatorThrough(proxy).use { it.asksAndSends(proxy.targetUrl(originUrl(secure))) }
        RealOrigin.leaks().shouldBeEmpty()
    }

    val ways = if (proxy.carriesUploads(secure)) "each way" else "back"
    realTest("$proxy: 32 MiB $ways, $target", proxy) {
        rotatorThrough(proxy).use { it.carryLargeBodies(proxy, secure) }
    }
}

private fun originUrl(secure: Boolean) = if (secure) RealOrigin.secureUrl() else RealOrigin.url()

private suspend fun ProxyRotator.asksAndSends(url: String) {
    // First, on a connection of its own: one that tinyproxy closes without a word may fail a POST that meets it.
    post(url) { setBody("a few words") }.echo().method shouldBe "POST"
    repeat(REQUESTS) {
        val echo = get(url).echo()
        echo.method shouldBe "GET"
        echo.host shouldBe url.substringAfter("//").substringBefore('/')
        echo.proxyAuthorization shouldBe ""
    }
}

private const val REQUESTS = 3
