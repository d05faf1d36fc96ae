package dev.proxyrotator

import dev.proxyrotator.anonymity.AnonymityOptions
import dev.proxyrotator.anonymity.AnonymityReport
import dev.proxyrotator.anonymity.ClientAddresses
import dev.proxyrotator.anonymity.Comparison
import dev.proxyrotator.anonymity.Look
import dev.proxyrotator.anonymity.Sighting
import dev.proxyrotator.anonymity.UnreadableEchoException
import dev.proxyrotator.anonymity.checkLength
import dev.proxyrotator.anonymity.compare
import dev.proxyrotator.fetch.batch
import dev.proxyrotator.fetch.resultOf
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.rotation.checkOpen
import dev.proxyrotator.rotation.rotation
import io.ktor.client.plugins.expectSuccess
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.header
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import io.ktor.client.statement.request
import io.ktor.http.HttpHeaders
import io.ktor.http.isSuccess
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlin.random.Random

/** Finds out what targets see of the proxies of [rotator], and remembers it for as long as the pool does. */
internal class AnonymityChecker(
    private val rotator: ProxyRotator,
    private val random: Random,
) {
    private val pool get() = rotator.realPool

    /** One check at a time takes over what it saw. */
    private val turn = Mutex()
    private var seen = emptyMap<ProxyId, Sighting>()

    suspend fun check(
        echoUrl: String,
        options: AnonymityOptions,
    ): List<AnonymityReport> {
        rotator.ktor.checkOpen()
        options.validate()
        requirePlain(echoUrl)
        val own = ClientAddresses(options.clientAddresses)
        val ignored = options.ignoredHeaders.mapTo(HashSet()) { it.lowercase() }
        val asked = pool.proxies.value.filter { it.scheme != ProxyScheme.DIRECT && options.filter.matches(it) }
        val results =
            batch(asked, options.maxConcurrent) { proxy ->
                resultOf { Sighting(List(looks(proxy)) { look(proxy, echoUrl, options) }, own, ignored) }
            }
        rotator.ktor.checkOpen()
        return turn.withLock { take(asked.zip(results)) }
    }

    /** Into an encrypted request no proxy can write, so that it says nothing of one that is not. */
    private fun requirePlain(echoUrl: String) {
        HttpRequestBuilder().target(echoUrl)
        require(echoUrl.startsWith("http://", ignoreCase = true)) { "The URL of the echo must begin with http://" }
    }

    private fun looks(proxy: Proxy) = if (proxy.changesExit) 2 else 1

    private suspend fun look(
        proxy: Proxy,
        echoUrl: String,
        options: AnonymityOptions,
    ): Look {
        val mark = random.nextLong().toULong().toString(radix = 16)
        val response = ask(proxy, echoUrl, options, mark)
        if (!response.status.isSuccess()) throw UnreadableEchoException("its status is ${response.status.value}")
        val text = response.bodyAsText()
        checkLength(text)
        val echo = options.read(text)
        if (mark !in echo.values(MARK)) throw UnreadableEchoException("it does not repeat the $MARK that was sent")
        val sent =
            response.request.headers
                .entries()
                .associate { (name, values) -> name.lowercase() to values }
        return Look(sent, echo)
    }

    private suspend fun ask(
        proxy: Proxy,
        echoUrl: String,
        options: AnonymityOptions,
        mark: String,
    ): HttpResponse =
        rotator.get(echoUrl) {
            expectSuccess = false
            // What a cache has would tell of another; that it is not from there the mark will show.
            header(HttpHeaders.CacheControl, "no-store")
            header(MARK, mark)
            rotation {
                only = proxy.id
                maxAttempts = 1
                maxFailovers = 0
                followRedirects = false
                timeout = options.timeout
            }
        }

    private fun take(results: List<Pair<Proxy, Result<Sighting>>>): List<AnonymityReport> {
        val fresh = results.mapNotNull { (proxy, result) -> result.getOrNull()?.let { proxy.id to it } }.toMap()
        // Whose level the pool does not know is not the one that was seen, but has been added anew.
        val known = pool.proxies.value.filter { it.id in fresh || (it.id in seen && it.anonymity != null) }
        seen = known.associate { it.id to (fresh[it.id] ?: seen.getValue(it.id)) }
        val comparisons = compare(known.associateWith { seen.getValue(it.id) })
        pool.learn(
            comparisons.entries.associate { (proxy, comparison) ->
                val before = proxy.anonymity.takeIf { proxy.id !in fresh }
                proxy.id to if (before == null) comparison.level else minOf(before, comparison.level)
            },
        )
        return results.map { (proxy, result) -> report(proxy, result, comparisons[proxy]) }
    }

    private fun report(
        proxy: Proxy,
        result: Result<Sighting>,
        comparison: Comparison?,
    ): AnonymityReport {
        val sighting = result.getOrNull()
        return AnonymityReport(
            proxy,
            sighting?.let { comparison?.level ?: it.level },
            sighting?.exits.orEmpty(),
            sighting?.traces.orEmpty(),
            comparison?.sharesExitWith.takeIf { sighting != null },
            result.exceptionOrNull() as Exception?,
        )
    }

    private companion object {
        /** Is new in each request; an echo that has it is one of this request, with its header fields. */
        const val MARK = "X-Echo-Check"
    }
}
