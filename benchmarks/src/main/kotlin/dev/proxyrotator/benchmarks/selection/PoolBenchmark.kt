package dev.proxyrotator.benchmarks.selection

import dev.proxyrotator.benchmarks.load.LatencyHistogram
import org.openjdk.jmh.annotations.AuxCounters
import org.openjdk.jmh.annotations.Benchmark
import org.openjdk.jmh.annotations.BenchmarkMode
import org.openjdk.jmh.annotations.Fork
import org.openjdk.jmh.annotations.Level
import org.openjdk.jmh.annotations.Measurement
import org.openjdk.jmh.annotations.Mode
import org.openjdk.jmh.annotations.OutputTimeUnit
import org.openjdk.jmh.annotations.Param
import org.openjdk.jmh.annotations.Scope
import org.openjdk.jmh.annotations.Setup
import org.openjdk.jmh.annotations.State
import org.openjdk.jmh.annotations.TearDown
import org.openjdk.jmh.annotations.Warmup
import java.util.concurrent.TimeUnit

private const val TIMED = 20_000
private const val SHARE = 0.99

/** What does it cost to get a proxy of many from the pool, and to report that the request went well? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1, jvmArgsAppend = ["-Xms3g", "-Xmx3g"])
open class PoolBenchmark {
    /** The strategies with a name; others made of these; a filter of the request; sessions that keep their proxy. */
    @Param(
        "round-robin",
        "random",
        "weighted",
        "least-used",
        "least-in-flight",
        "latency-aware",
        "sticky",
        "cost-aware",
        "every-requests",
        "tiered",
        "filtered",
        "request-filter",
        "session",
    )
    lateinit var strategy: String

    @Param("10", "1000", "100000", "1000000")
    var size = 0

    private lateinit var pool: PoolOfMany

    @Setup
    fun fill() {
        pool = PoolOfMany(WayOfChoosing.named(strategy), size)
    }

    @Benchmark
    fun pickAndReport(turn: Turn): Long = pool.leaseAndRelease(turn.next())

    /** Counts what one thread has done, and after each iteration times some more, one by one. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    open class Turn {
        private var number = 0

        /** The 99th percentile in nanoseconds. */
        @JvmField
        var p99 = 0L

        internal fun next(): Int = number++ and Int.MAX_VALUE

        @TearDown(Level.Iteration)
        fun time(benchmark: PoolBenchmark) {
            val histogram = LatencyHistogram()
            repeat(TIMED) {
                val start = System.nanoTime()
                benchmark.pickAndReport(this)
                histogram.record(System.nanoTime() - start)
            }
            p99 = histogram.quantile(SHARE)
        }
    }
}
