package dev.proxyrotator.benchmarks.targets

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.benchmarks.peers.LoopbackServer
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsBytes
import kotlinx.coroutines.runBlocking
import kotlin.math.roundToInt
import kotlin.time.Duration
import kotlin.time.DurationUnit
import kotlin.time.measureTime

private const val ORIGIN_MILLISECONDS = 100
private const val PROXIES = 10
private const val WARM_UPS = 5

/** How much sooner that many URLs are there when they are fetched at once. */
internal class Speedup(
    val urls: Int,
    /** What is to be reached: from the least to the most that was promised. */
    val promised: IntRange,
    val sequential: Duration,
    val concurrent: Duration,
) {
    val factor: Double get() = sequential / concurrent

    /** The promise is in whole numbers, and for ten URLs the most is all that can be. */
    val isReached: Boolean get() = factor.roundToInt() >= promised.last
}

/** Fetches as a user does, by `get` in a loop and by `batchGet`, from a warm client. */
internal class Speedups(
    private val maxConcurrent: Int,
    private val rounds: Int,
) {
    private val promises = listOf(10 to 5..10, 50 to 16..25, 100 to 20..50, 500 to 50..100)

    fun measure(): List<Speedup> =
        LoopbackServer(PROXIES, delayMilliseconds = ORIGIN_MILLISECONDS).use { server ->
            newRotator(server).use { rotator ->
                runBlocking {
                    repeat(WARM_UPS) { atOnce(rotator, server, promises.last().first) }
                    promises.map { (urls, promised) -> measure(rotator, server, urls, promised) }
                }
            }
        }

    private fun newRotator(server: LoopbackServer) =
        ProxyRotator(server.proxyUrls) {
            limits {
                maxConnections = maxConcurrent
                maxConnectionsPerProxy = maxConcurrent
            }
        }

    private suspend fun measure(
        rotator: ProxyRotator,
        server: LoopbackServer,
        urls: Int,
        promised: IntRange,
    ): Speedup {
        System.err.println("$urls URLs")
        val concurrent = List(rounds) { measureTime { atOnce(rotator, server, urls) } }.sorted()[rounds / 2]
        val sequential = measureTime { repeat(urls) { checked(rotator.get(server.url)) } }
        return Speedup(urls, promised, sequential, concurrent)
    }

    private suspend fun atOnce(
        rotator: ProxyRotator,
        server: LoopbackServer,
        urls: Int,
    ) = rotator.batchGet(List(urls) { server.url }, maxConcurrent).forEach { checked(it.getOrThrow()) }

    /** A wrong response, however quick, is no response. */
    private suspend fun checked(response: HttpResponse) {
        val length = response.bodyAsBytes().size
        check(length == LoopbackServer.DEFAULT_BODY_LENGTH) { "A body of $length bytes, status ${response.status}" }
    }
}

/** Prints the table and then which of [speedups] are missed; returns whether none is. */
internal fun printSpeedups(speedups: List<Speedup>): Boolean {
    println()
    println(line("URLs", "one by one", "at once", "speed-up", "promised"))
    speedups.forEach { println(lineOf(it)) }
    println()
    val missed = speedups.filterNot { it.isReached }
    if (missed.isEmpty()) println("reached: the most that was promised, for each number of URLs")
    if (missed.isNotEmpty()) println("missed: " + missed.joinToString("; ") { "${it.urls} URLs" })
    return missed.isEmpty()
}

private fun lineOf(speedup: Speedup) =
    line(
        "${speedup.urls}",
        seconds(speedup.sequential),
        seconds(speedup.concurrent),
        format(speedup.factor, 1) + "x",
        "${speedup.promised.first}-${speedup.promised.last}x",
    )

private fun seconds(duration: Duration) = format(duration.toDouble(DurationUnit.SECONDS), 3) + " s"

private fun line(vararg cells: String) = cells.joinToString("") { it.padStart(14) }
