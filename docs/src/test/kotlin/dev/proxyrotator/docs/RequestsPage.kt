package dev.proxyrotator.docs

import dev.proxyrotator.ProxyEngine
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.limit.RateLimiter
import dev.proxyrotator.proxyPool
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import io.ktor.client.HttpClient
import io.ktor.client.call.body
import io.ktor.client.plugins.contentnegotiation.ContentNegotiation
import io.ktor.client.request.get
import io.ktor.client.request.header
import io.ktor.client.request.parameter
import io.ktor.client.statement.bodyAsText
import io.ktor.serialization.kotlinx.json.json
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import kotlin.time.Duration.Companion.seconds

// Printed in the guide to requests, in the one to health and retries, and for those who come from httpx.

suspend fun userAsMap(): Map<String, String> {
    val rotator =
        ProxyRotator("http://a.example:8080") {
            client { install(ContentNegotiation) { json() } }
        }
    val user: Map<String, String> = rotator.get("http://api.example.com/user").body()
    return user
}

suspend fun oneRequest(rotator: ProxyRotator) {
    val response =
        rotator.get("http://api.example.com/data") {
            parameter("key", "value")
            header("Accept", "application/json")
            rotation { timeout = 5.seconds }
        }
    println("${response.status}: ${response.bodyAsText()}")
}

suspend fun inKtorClient() {
    val client =
        HttpClient(ProxyEngine) {
            engine {
                proxies("http://a.example:8080", "http://b.example:8080")
                retry { maxAttempts = 3 }
            }
        }
    val response = client.get("http://target.example/") { rotation { timeout = 5.seconds } }
    println("${response.attempts.size} attempt(s), ${client.proxyPool.size} proxies")
    client.close()
}

suspend fun CoroutineScope.atTenASecond(
    rotator: ProxyRotator,
    urls: List<String>,
) {
    val limiter = RateLimiter(rate = 10, per = 1.seconds, burst = 1)
    urls.forEach { url ->
        limiter.acquire()
        launch { println(rotator.get(url).status) }
    }
}

suspend fun titles(
    proxies: List<String>,
    urls: List<String>,
): List<String> =
    ProxyRotator(proxies) {
        baseUrl = "https://api.example.com/v1"
        timeouts {
            call = 30.seconds
            connect = 5.seconds
        }
        retry { maxRetries(3) }
    }.use { rotator ->
        rotator.batchGet(urls, maxConcurrent = 5).mapNotNull { it.getOrNull()?.bodyAsText() }
    }
