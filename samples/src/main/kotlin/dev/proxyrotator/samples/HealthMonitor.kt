package dev.proxyrotator.samples

import com.github.ajalt.clikt.command.SuspendingCliktCommand
import com.github.ajalt.clikt.command.main
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.parameters.groups.cooccurring
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.restrictTo
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.samples.plumbing.OwnLists
import dev.proxyrotator.samples.plumbing.endpointTable
import dev.proxyrotator.samples.plumbing.standardTerminal
import io.ktor.client.plugins.ResponseException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTimedValue

/**
 * `mvn -q -Pdemo -Dsample=HealthMonitor`: of four endpoints one is up, and the others are down in a way of their own.
 * Your own, every half minute until Ctrl-C: `-Dargs="--proxies proxies.txt --urls urls.txt --every 30"`.
 */
suspend fun main(arguments: Array<String>) = HealthMonitorCommand().main(arguments)

/** Tells which of several endpoints are up, as they look through [proxies]; each check takes [timeout] at most. */
class HealthMonitor(
    proxies: List<String>,
    private val timeout: Duration = 5.seconds,
) : AutoCloseable {
    private val rotator = ProxyRotator(proxies)

    /** All of [urls] at once, and something for each of them, in their order. */
    suspend fun check(urls: List<String>): List<EndpointHealth> =
        coroutineScope { urls.map { async { check(it) } }.awaitAll() }

    override fun close() = rotator.close()

    private suspend fun check(url: String): EndpointHealth {
        // One chance more, through another proxy: it is the endpoint that is to be judged.
        val request = FetchRequest(url, timeout = timeout, maxRetries = 1)
        val (outcome, took) = measureTimedValue { rotator.fetchAll(listOf(request)).outcomes.single() }
        val judgement = judge(outcome)
        return EndpointHealth(url, judgement.verdict, outcome.statusCode, took, judgement.problem)
    }
}

/** What can be said of an endpoint. */
enum class Verdict {
    /** It answered with 2xx in time. */
    UP,

    /** It answered with another status, or it was reached, or asked for by a proxy, and gave no answer in time. */
    DOWN,

    /** It was not reached, and that was the proxies' fault, or there is no such URL: nothing is known of it. */
    UNKNOWN,
}

/** What was found of the endpoint at [url], and how long that took. */
class EndpointHealth(
    val url: String,
    val verdict: Verdict,
    val status: Int?,
    val took: Duration,
    val problem: String?,
)

/** Whose fault it is where there is no 2xx, and how to say that in a few words. */
private fun judge(outcome: FetchOutcome): Judgement =
    when (outcome) {
        is FetchOutcome.Success -> Judgement(Verdict.UP)

        is FetchOutcome.Failure ->
            when (val cause = outcome.cause) {
                is ResponseException -> Judgement(Verdict.DOWN, outcome.error)

                is ProxyTimeoutException -> Judgement(verdictOn(cause.attempts), "no answer within ${cause.limit}")

                is ProxyConnectionException ->
                    Judgement(verdictOn(cause.attempts), "no answer: ${cause.attempts.map { it.failure }.distinct()}")

                // No proxy could be had, or all of them refused their credentials, or the URL is none.
                else -> Judgement(Verdict.UNKNOWN, outcome.error)
            }
    }

private class Judgement(
    val verdict: Verdict,
    val problem: String? = null,
)

/** When one proxy got further than itself, the endpoint is what is left to be blamed. */
private fun verdictOn(attempts: List<Attempt>): Verdict =
    if (attempts.any { it.blame == Blame.UNKNOWN || it.blame == Blame.TARGET }) Verdict.DOWN else Verdict.UNKNOWN

internal class HealthMonitorCommand : SuspendingCliktCommand("HealthMonitor") {
    private val own by OwnLists().cooccurring()

    private val every by option(metavar = "SECONDS")
        .int()
        .restrictTo(min = 1)
        .help("Checks again and again, until Ctrl-C. Default: once.")

    override fun help(context: Context) = "Tells which endpoints are up."

    override suspend fun run() =
        own?.let { own -> HealthMonitor(own.proxies).use { watch(it, own.urls) } } ?: demonstrate()

    private suspend fun demonstrate() =
        LoopbackFarm().use { farm ->
            val paths = listOf("/", "/status/503", "/slow?ms=60000", "/status/404")
            // On one machine two seconds are a long time.
            HealthMonitor(farm.proxies, timeout = 2.seconds).use { watch(it, paths.map(farm.origin::url)) }
        }

    private suspend fun watch(
        monitor: HealthMonitor,
        endpoints: List<String>,
    ) {
        val terminal = standardTerminal()
        while (true) {
            val found = monitor.check(endpoints)
            terminal.println(endpointTable(found))
            terminal.println("${found.count { it.verdict == Verdict.UP }} of ${found.size} endpoints are up.")
            delay(every?.seconds ?: return)
        }
    }
}
