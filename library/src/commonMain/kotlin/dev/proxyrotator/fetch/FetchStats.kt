package dev.proxyrotator.fetch

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlin.time.Duration

private const val HUNDRED = 100

/** The fetches of a rotator in numbers at one moment. Its JSON has the keys `requests`, `by_status` … */
@Serializable
public class FetchStats internal constructor(
    /** Fetches that have ended, in success or failure; those that were cancelled are not among them. */
    public val requests: Long,
    /** Those that brought a status of 2xx. */
    public val successes: Long,
    /** All others. */
    public val failures: Long,
    /** Attempts beyond the first of each fetch. */
    public val retries: Long,
    /** How many fetches ended with which HTTP status, in ascending order; those without a response are in none. */
    @SerialName("by_status")
    public val byStatus: Map<Int, Long>,
    /** How long the fetches took that brought a response, whatever its status. */
    @SerialName("response_times")
    public val responseTimes: ResponseTimes,
    /** The bytes of the bodies of all responses; those that were given up for a retry are not counted. */
    @SerialName("body_bytes")
    public val bodyBytes: Long,
) {
    /** How many fetches ended with a status of this [hundred]: 2 for 200 to 299. */
    public fun ofClass(hundred: Int): Long = byStatus.entries.sumOf { if (it.key / HUNDRED == hundred) it.value else 0 }

    /** The numbers in one line. */
    override fun toString(): String =
        "FetchStats(requests=$requests, successes=$successes, failures=$failures, retries=$retries, " +
            "byStatus=$byStatus, responseTimes=$responseTimes, bodyBytes=$bodyBytes)"

    /** A sum of response times with what is asked of it. */
    @Serializable
    public class ResponseTimes internal constructor(
        /** How many there are. */
        public val count: Long,
        /** All of them together. */
        public val total: Duration,
        /** The shortest; zero while there is none. */
        public val min: Duration,
        /** The longest; zero while there is none. */
        public val max: Duration,
    ) {
        /** The mean; zero while there is none. */
        public val average: Duration get() = if (count == 0L) Duration.ZERO else total / count.toDouble()

        /** The times in one line. */
        override fun toString(): String = "$count of $average on average, $min to $max"
    }
}
