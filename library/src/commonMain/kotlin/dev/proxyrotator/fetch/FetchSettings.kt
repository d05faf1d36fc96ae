package dev.proxyrotator.fetch

import kotlin.time.Duration

private const val DEFAULT_MAX_CONCURRENT = 100

/** Defaults of `fetch { }`: what `fetchAll`, `fetchUrls` and `fetchFlow` go by where a call does not say otherwise. */
public class FetchSettings internal constructor(
    /** How many requests run at once. Default 100. */
    public val maxConcurrent: Int = DEFAULT_MAX_CONCURRENT,
    /** How many requests of a list are begun together; the next ones when the last of them is done. Default `null`, all. */
    public val chunkSize: Int? = null,
    /** The limit of a whole fetch of a URL that is given as text, unless `timeouts { }` has a rule for it. Default 10 s. */
    public val timeout: Duration = DEFAULT_TIMEOUT,
    /** How often a URL that is given as text is tried again at most. Default 3. */
    public val maxRetries: Int = DEFAULT_MAX_RETRIES,
) {
    init {
        checkConcurrency(maxConcurrent)
        checkChunkSize(chunkSize)
        require(timeout > Duration.ZERO) { "fetch { timeout } must be positive, was $timeout" }
        require(maxRetries >= 0) { "fetch { maxRetries } must not be negative, was $maxRetries" }
    }

    internal fun request(url: String) = FetchRequest(url, timeout = timeout, maxRetries = maxRetries)

    /** `FetchSettings(maxConcurrent=100, chunkSize=null, timeout=10s, maxRetries=3)`. */
    override fun toString(): String =
        "FetchSettings(maxConcurrent=$maxConcurrent, chunkSize=$chunkSize, timeout=$timeout, maxRetries=$maxRetries)"
}

internal fun checkConcurrency(maxConcurrent: Int) =
    require(maxConcurrent >= 1) { "maxConcurrent must be at least 1, was $maxConcurrent" }

internal fun checkChunkSize(chunkSize: Int?) =
    require(chunkSize == null || chunkSize >= 1) { "chunkSize must be at least 1, was $chunkSize" }
