package dev.proxyrotator.benchmarks.selection

import dev.proxyrotator.proxy.InternalRotatorApi
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectionRequest
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import org.openjdk.jmh.annotations.Benchmark
import org.openjdk.jmh.annotations.BenchmarkMode
import org.openjdk.jmh.annotations.Fork
import org.openjdk.jmh.annotations.Measurement
import org.openjdk.jmh.annotations.Mode
import org.openjdk.jmh.annotations.OutputTimeUnit
import org.openjdk.jmh.annotations.Param
import org.openjdk.jmh.annotations.Scope
import org.openjdk.jmh.annotations.Setup
import org.openjdk.jmh.annotations.State
import org.openjdk.jmh.annotations.Warmup
import java.util.concurrent.TimeUnit
import kotlin.random.Random
import kotlin.time.TimeSource

internal const val PLAIN_ARRAY = "plain-array"

/** What does a choice alone cost, without a pool around it? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
open class BareSelectionBenchmark {
    /** Those with a name, and as the measure of the machine an array that is neither fair nor able to lose anyone. */
    @Param(
        "round-robin",
        "random",
        "weighted",
        "least-used",
        "least-in-flight",
        "latency-aware",
        "sticky",
        "cost-aware",
        PLAIN_ARRAY,
    )
    lateinit var strategy: String

    @Param("10", "1000", "100000", "1000000")
    var size = 0

    /** `added`: in the order of memory, as a pool fills. `shuffled`: as after a long history of coming and going. */
    @Param("added")
    lateinit var order: String

    private lateinit var selector: Selector
    private lateinit var anyProxy: SelectionRequest

    @Setup
    @OptIn(InternalRotatorApi::class)
    fun fill() {
        val candidates = List(size) { slot -> Candidate.of(proxy(slot), slot) }
        val context = SelectorContext(Random(1), TimeSource.Monotonic)
        anyProxy = SelectionRequest.of(host = null, key = null)
        selector =
            when (strategy) {
                PLAIN_ARRAY -> PlainArray(context.random)
                else -> RotationStrategy.named(strategy).newSelector(context)
            }
        (if (order == "shuffled") candidates.shuffled(Random(2)) else candidates).forEach(selector::add)
    }

    /** One choice, and a look at what was chosen: whoever counts the use will need it. */
    @Benchmark
    fun select(): Long = selector.select(anyProxy)?.uses ?: -1

    /** One choice, after which the chosen proxy goes out and comes back, as when it is saturated. */
    @Benchmark
    fun selectAndReturn(): Long {
        val chosen = selector.select(anyProxy) ?: return -1
        if (strategy != PLAIN_ARRAY) {
            selector.remove(chosen)
            selector.add(chosen)
        }
        return chosen.uses
    }
}

private val WEIGHTS = listOf(0.5, 1.0, 2.0, 3.0, 10.0)

/** The least that any choice by chance costs: draw an index, fetch that candidate. */
private class PlainArray(
    private val random: Random,
) : Selector {
    private val candidates = ArrayList<Candidate>()

    override val size get() = candidates.size

    override fun add(candidate: Candidate) {
        candidates += candidate
    }

    override fun remove(candidate: Candidate) = error("never called")

    override fun update(candidate: Candidate) = error("never called")

    override fun select(request: SelectionRequest): Candidate = candidates[random.nextInt(candidates.size)]
}

/** Each another one, since their places on a ring depend on their identities. */
private fun proxy(number: Int): Proxy =
    Proxy
        .of(ProxyScheme.HTTP, "10.${number shr 16}.${number shr 8 and 0xff}.${number and 0xff}", 8080)
        .withWeight(WEIGHTS[number % WEIGHTS.size])
