package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.fetch.FetchOutcome
import io.ktor.client.statement.HttpResponse
import kotlinx.serialization.json.JsonElement
import java.io.OutputStream

// Printed in the guide to many URLs, streams and downloads.

suspend fun inOrder(
    rotator: ProxyRotator,
    urls: List<String>,
): List<Result<HttpResponse>> {
    val results: List<Result<HttpResponse>> = rotator.batchGet(urls, maxConcurrent = 20)
    results.forEach { result -> println(result.map { it.status }) }
    return results
}

suspend fun asCompleted(
    rotator: ProxyRotator,
    urls: List<String>,
) {
    rotator.batchGetAsCompleted(urls, maxConcurrent = 50).collect { (index, url, result) ->
        println("#$index $url: ${result.map { it.status }}")
    }
}

suspend fun fetched(rotator: ProxyRotator): JsonElement {
    val outcomes: Map<String, FetchOutcome> = rotator.fetchUrls(listOf("http://a.example/", "http://b.example/"))
    outcomes.forEach { (url, outcome) ->
        println(if (outcome.success) "$url: ${outcome.statusCode}" else outcome.error)
    }
    val user = rotator.fetch("http://api.example.com/user").json()
    return user
}

suspend fun streamed(
    rotator: ProxyRotator,
    file: OutputStream,
) {
    rotator.streamGet("http://example.com/large.bin", chunkSize = 65_536).collect { bytes -> file.write(bytes) }
}
