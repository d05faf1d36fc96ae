package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import io.ktor.client.statement.bodyAsText
import kotlin.time.Duration.Companion.seconds

// Printed in the README; `docs/src/stranger/run` runs it.

suspend fun main() {
    val rotator =
        ProxyRotator("http://user:pass@a.example:8080", "socks5://b.example:1080") {
            strategy("latency-aware")
            timeouts { call = 30.seconds }
        }
    rotator.use {
        val response = it.get("http://example.com/")
        println("${response.bodyAsText()} through ${response.proxy} after ${response.attempts.size} attempt(s)")
        it.batchGet(List(20) { page -> "http://example.com/page/$page" }, maxConcurrent = 10).forEach(::println)
        println(it.getPoolStats())
    }
}
