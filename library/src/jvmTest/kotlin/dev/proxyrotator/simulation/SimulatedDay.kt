package dev.proxyrotator.simulation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.selection.RotationStrategy
import io.ktor.http.isSuccess
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlin.math.ln
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** How one strategy did over a day. */
internal class DayResult(
    val strategy: String,
    private val calls: Int,
    private val successes: Int,
    private val attempts: Map<Quality, Int>,
    private val latencies: List<Long>,
) {
    val successRate: Double get() = successes.toDouble() / calls

    fun share(quality: Quality): Double = attempts.getValue(quality).toDouble() / attempts.values.sum()

    fun percentile(share: Double): Duration =
        latencies.sorted()[(latencies.size * share).toInt().coerceAtMost(latencies.lastIndex)].milliseconds

    val row: String
        get() =
            listOf(
                strategy.padEnd(20),
                "%d".format(calls).padStart(7),
                "%.2f %%".format(java.util.Locale.ROOT, 100 * successRate).padStart(10),
                percent(share(Quality.DEAD)),
                percent(share(Quality.SLOW)),
                percent(share(Quality.BANNED)),
                "${percentile(0.50).inWholeMilliseconds} ms".padStart(10),
                "${percentile(0.99).inWholeMilliseconds} ms".padStart(10),
            ).joinToString("").trimEnd()

    private fun percent(share: Double) = "%.1f %%".format(java.util.Locale.ROOT, 100 * share).padStart(10)

    companion object {
        val header: String =
            "strategy".padEnd(20) + "calls".padStart(7) +
                listOf("success", "to dead", "to slow", "to banned", "p50", "p99").joinToString("") { it.padStart(10) }
    }
}

/** A day of calls to twenty hosts, one in two seconds on average, through a thousand proxies, from one [seed]. */
internal class SimulatedDay(
    private val seed: Int,
    private val proxies: Int = 1000,
    private val length: Duration = 24.hours,
    private val pause: Duration = 2.seconds,
) {
    private var calls = 0
    private var successes = 0
    private val latencies = ArrayList<Long>()

    @OptIn(ExperimentalCoroutinesApi::class)
    fun run(strategy: RotationStrategy): DayResult {
        val world = SimulatedWorld(proxies, Random(seed))
        val arrivals = Random(seed + 1)
        runTest(timeout = 10.hours) {
            val clock = testTimeSource
            val rotator =
                ProxyRotator {
                    transport = { world }
                    dispatcher = StandardTestDispatcher(testScheduler)
                    timeSource = clock
                    random = Random(seed + 2)
                    this.strategy = strategy
                    proxies(world.proxies)
                }
            coroutineScope {
                while (currentTime < length.inWholeMilliseconds) {
                    delay(pause * -ln(1 - arrivals.nextDouble()))
                    val host = arrivals.nextInt(HOSTS)
                    launch { call(rotator, "http://host$host.example/") { currentTime } }
                }
            }
            rotator.close()
        }
        val attempts = Quality.entries.associateWith { world.attempts[it.ordinal] }
        return DayResult(strategy.name, calls, successes, attempts, latencies)
    }

    private suspend fun call(
        rotator: ProxyRotator,
        url: String,
        now: () -> Long,
    ) {
        val started = now()
        calls++
        try {
            if (rotator.get(url).status.isSuccess()) successes++
        } catch (_: ProxyRotatorException) {
            // Counted by not being a success.
        }
        latencies.add(now() - started)
    }

    private companion object {
        const val HOSTS = 20
    }
}
