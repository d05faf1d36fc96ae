package dev.proxyrotator.benchmarks

import dev.proxyrotator.proxy.InternalRotatorApi
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
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

const val PLAIN_ARRAY = "plain-array"

/** What does it cost to choose one proxy of many? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
open class SelectionBenchmark {
    /** The four, and as the measure of the machine an array that is neither fair nor able to lose anyone. */
    @Param("round-robin", "random", "weighted", "least-used", PLAIN_ARRAY)
    lateinit var strategy: String

    @Param("10", "1000", "100000", "1000000")
    var size = 0

    /** `added`: in the order of memory, as a pool fills. `shuffled`: as after a long history of coming and going. */
    @Param("added")
    lateinit var order: String

    private lateinit var selector: Selector

    @Setup
    @OptIn(InternalRotatorApi::class)
    fun fill() {
        val proxies = WEIGHTS.map(::proxyOfWeight)
        val candidates = List(size) { slot -> Candidate.of(proxies[slot % proxies.size], slot) }
        val context = SelectorContext(Random(1), TimeSource.Monotonic)
        selector =
            when (strategy) {
                PLAIN_ARRAY -> PlainArray(context.random)
                else -> RotationStrategy.named(strategy).newSelector(context)
            }
        (if (order == "shuffled") candidates.shuffled(Random(2)) else candidates).forEach(selector::add)
    }

    /** One choice. */
    @Benchmark
    fun select(): Candidate? = selector.select(emptyList())

    /** One choice, after which the chosen proxy goes out and comes back, as when it is saturated. */
    @Benchmark
    fun selectAndReturn(): Candidate? {
        val chosen = selector.select(emptyList()) ?: return null
        if (strategy == PLAIN_ARRAY) return chosen
        selector.remove(chosen)
        selector.add(chosen)
        return chosen
    }

    private companion object {
        val WEIGHTS = listOf(0.5, 1.0, 2.0, 3.0, 10.0)
    }
}

/** The least that any choice by chance costs: draw an index, fetch that candidate, count. */
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

    override fun select(excluded: Collection<Candidate>): Candidate =
        candidates[random.nextInt(candidates.size)].apply(Candidate::countUse)
}

private fun proxyOfWeight(weight: Double): Proxy = Proxy.parse("http://10.0.0.1:8080").withWeight(weight)
