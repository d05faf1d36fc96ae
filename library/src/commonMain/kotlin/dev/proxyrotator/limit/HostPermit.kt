package dev.proxyrotator.limit

/** What came of asking a [HostLimiter]. */
internal sealed interface HostAdmission {
    /** Too many wait already. */
    object QueueFull : HostAdmission

    /** The wait would be, or was, longer than the time there is for it. */
    object TooLong : HostAdmission
}

/** One place at a host, to be released once the exchange is over. */
internal class HostPermit(
    private val limiter: HostLimiter?,
    val host: HostTraffic?,
) : HostAdmission {
    /** Guarded by the limiter's lock. */
    var isReleased = false

    /** Gives the place to the next who waits. Only the first call counts. */
    fun release() {
        limiter?.release(this)
    }

    companion object {
        /** Where places are not counted. */
        val Uncounted = HostPermit(limiter = null, host = null)
    }
}
