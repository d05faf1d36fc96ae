package dev.proxyrotator.samples.background

/** What `setProgress` would publish: how far the work has come, in all runs together. */
data class FetchProgress(
    val done: Int,
    val failed: Int,
    val total: Int,
    /** Of all bodies, and of the parts that are here of others. */
    val bytes: Long,
    /** Why the last one that failed did; `null` as long as none has in this run. */
    val lastProblem: String? = null,
)
