package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan

private const val COUNT = 100_000

class S0MemoryTest :
    FunSpec({
        test("S0-39 an idle proxy takes less than a kilobyte, credentials included") {
            val before = usedHeap()
            val proxies =
                List(COUNT) {
                    val credentials = ProxyCredentials("customer-session-$it", "password-$it")
                    Proxy.of(ProxyScheme.HTTP, "10.${it / 65_536}.${it / 256 % 256}.${it % 256}", 8080, credentials)
                }
            ProxyRotator(proxies).use { rotator ->
                val perProxy = (usedHeap() - before) / COUNT
                println("heap per idle proxy: $perProxy bytes, at ${rotator.pool.size} proxies")
                perProxy shouldBeLessThan 1024
            }
        }
    })

private fun usedHeap(): Long {
    val runtime = Runtime.getRuntime()
    // The smallest of several readings: a collection may leave garbage that the next one finds.
    return (1..5).minOf {
        System.gc()
        runtime.totalMemory() - runtime.freeMemory()
    }
}
