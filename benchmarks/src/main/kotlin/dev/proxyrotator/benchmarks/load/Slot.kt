package dev.proxyrotator.benchmarks.load

/**
 * A place for one request in flight, filled again as soon as it is free. Used by one request at a time, from whatever
 * thread it ends on.
 */
internal class Slot(
    private val load: Load,
    private var quota: Int,
) {
    private var startedAt = 0L
    private var failures = 0

    /** Begins a request: the number of the proxy to send it through, [LEAVE] when this place is to be left. */
    fun begin(): Int {
        if (load.isOver || quota == 0 || failures >= MAX_FAILURES) {
            load.left()
            return LEAVE
        }
        quota--
        startedAt = System.nanoTime()
        return load.nextProxy()
    }

    /** Ends the request with the length of its body. */
    fun end(length: Int) {
        val error = if (length == load.bodyLength) null else "A body of $length bytes, not ${load.bodyLength}"
        if (error == null) load.succeeded(System.nanoTime() - startedAt) else fail(IllegalStateException(error))
    }

    /** Ends the request with an error. */
    fun fail(error: Throwable) {
        failures++
        load.failed(error)
    }

    companion object {
        const val LEAVE = -1

        /** A client for which nothing works would fail for ever. */
        private const val MAX_FAILURES = 10
    }
}
