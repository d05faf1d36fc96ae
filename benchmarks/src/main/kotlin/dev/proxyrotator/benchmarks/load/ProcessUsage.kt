package dev.proxyrotator.benchmarks.load

import com.sun.management.OperatingSystemMXBean
import java.lang.management.BufferPoolMXBean
import java.lang.management.ManagementFactory

/** What this process has used of the machine. */
internal object ProcessUsage {
    private val system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean::class.java)
    private val threads = ManagementFactory.getThreadMXBean()

    /** User and system time of all threads, garbage collection and compilation included. */
    val cpuNanoseconds: Long get() = system.processCpuTime

    val threadCount: Int get() = threads.threadCount

    /** The most threads at any time since [forgetPeak]. */
    val peakThreads: Int get() = threads.peakThreadCount

    fun forgetPeak() = threads.resetPeakThreadCount()

    /** Bytes in buffers outside the heap. */
    val directMemory: Long
        get() = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean::class.java).sumOf { it.memoryUsed }

    /** Bytes that garbage collection leaves in the heap: the smallest of several readings. */
    fun usedHeap(): Long {
        val runtime = Runtime.getRuntime()
        return (1..HEAP_READINGS).minOf {
            System.gc()
            runtime.totalMemory() - runtime.freeMemory()
        }
    }

    private const val HEAP_READINGS = 5
}
