package dev.proxyrotator.benchmarks.load

import dev.proxyrotator.benchmarks.process.Answer

/** What a [Load] came to. */
internal class LoadResult(
    /** Answered with the whole body. */
    val requests: Long,
    val errors: Long,
    val firstError: String,
    val nanoseconds: Long,
    val cpuNanoseconds: Long,
    val medianNanoseconds: Long,
    /** The time within which 99 of 100 requests were answered. */
    val tailNanoseconds: Long,
    val peakThreads: Int,
) {
    val cpuMicrosecondsPerRequest: Double get() = cpuNanoseconds / NANOSECONDS_PER_MICROSECOND / requests

    fun toAnswer() =
        Answer(
            "requests" to requests,
            "errors" to errors,
            "first-error" to firstError,
            "nanoseconds" to nanoseconds,
            "cpu" to cpuNanoseconds,
            "median" to medianNanoseconds,
            "tail" to tailNanoseconds,
            "threads" to peakThreads,
        )

    companion object {
        const val NANOSECONDS_PER_MICROSECOND = 1e3

        fun of(answer: Answer) =
            LoadResult(
                requests = answer.long("requests"),
                errors = answer.long("errors"),
                firstError = answer["first-error"],
                nanoseconds = answer.long("nanoseconds"),
                cpuNanoseconds = answer.long("cpu"),
                medianNanoseconds = answer.long("median"),
                tailNanoseconds = answer.long("tail"),
                peakThreads = answer.long("threads").toInt(),
            )
    }
}
