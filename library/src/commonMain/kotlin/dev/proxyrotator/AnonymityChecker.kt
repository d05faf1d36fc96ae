package dev.proxyrotator

import dev.proxyrotator.anonymity.AnonymityOptions
import dev.proxyrotator.anonymity.AnonymityReport
import dev.proxyrotator.anonymity.EchoedRequest
import dev.proxyrotator.anonymity.Sighting
import dev.proxyrotator.anonymity.UnreadableEchoException
import dev.proxyrotator.anonymity.compare
import dev.proxyrotator.fetch.batch
import dev.proxyrotator.fetch.resultOf
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.rotation.rotation
import io.ktor.client.plugins.expectSuccess
import io.ktor.client.request.header
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.isSuccess
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Finds out what targets see of the proxies of [rotator], and remembers it for as long as they are in the pool. */
internal class AnonymityChecker(
    private val rotator: ProxyRotator,
) {
    private val pool get() = rotator.realPool

    /** One check at a time takes over what it saw. */
    private val turn = Mutex()
    private var seen = emptyMap<ProxyId, Sighting>()

    suspend fun check(
        echoUrl: String,
        options: AnonymityOptions,
    ): List<AnonymityReport> {
        options.validate()
        val own = options.ownAddresses()
        val ignored = options.ignoredHeaders.mapTo(HashSet()) { it.lowercase() }
        val asked = pool.proxies.value.filter { it.scheme != ProxyScheme.DIRECT && options.filter.matches(it) }
        val results =
            batch(asked, options.maxConcurrent) { proxy ->
                val looks = List(looks(proxy)) { look(proxy, echoUrl, options) }
                resultOf { Sighting(looks.map { it.getOrThrow() }, own, ignored) }
            }
        return turn.withLock { take(asked.zip(results)) }
    }

    private fun looks(proxy: Proxy) = if (proxy.changesExit) 2 else 1

    private suspend fun look(
        proxy: Proxy,
        echoUrl: String,
        options: AnonymityOptions,
    ): Result<EchoedRequest> {
        val response = resultOf { ask(proxy, echoUrl, options) }
        response.exceptionOrNull()?.let { if (isMisuse(it)) throw it }
        return resultOf {
            val answer = response.getOrThrow()
            if (!answer.status.isSuccess()) throw UnreadableEchoException("its status is ${answer.status.value}")
            options.read(answer.bodyAsText())
        }
    }

    /** Not of one proxy but of the call, as to ask a rotator that is closed. */
    private fun isMisuse(error: Throwable) =
        error is IllegalArgumentException || (error is IllegalStateException && error !is CancellationException)

    private suspend fun ask(
        proxy: Proxy,
        echoUrl: String,
        options: AnonymityOptions,
    ): HttpResponse =
        rotator.get(echoUrl) {
            expectSuccess = false
            // What a cache has would tell of another.
            header(HttpHeaders.CacheControl, "no-store")
            rotation {
                only = proxy.id
                maxAttempts = 1
                maxFailovers = 0
                followRedirects = false
                timeout = options.timeout
            }
        }

    private fun take(results: List<Pair<Proxy, Result<Sighting>>>): List<AnonymityReport> {
        val fresh = results.mapNotNull { (proxy, result) -> result.getOrNull()?.let { proxy.id to it } }
        seen = seen + fresh
        val known = pool.proxies.value.filter { it.id in seen }
        seen = known.associate { it.id to seen.getValue(it.id) }
        val comparisons = compare(known.associateWith { seen.getValue(it.id) })
        pool.learn(comparisons.entries.associate { (proxy, comparison) -> proxy.id to comparison.level })
        return results.map { (proxy, result) ->
            val sighting = result.getOrNull()
            val comparison = comparisons[proxy]?.takeIf { sighting != null }
            AnonymityReport(
                proxy,
                comparison?.level ?: sighting?.level,
                sighting?.exits.orEmpty(),
                sighting?.traces.orEmpty(),
                comparison?.sharesExitWith,
                result.exceptionOrNull() as Exception?,
            )
        }
    }
}
