package dev.proxyrotator.fetch

import io.ktor.client.statement.HttpResponse

/** What became of one URL of a batch. */
public class BatchItem internal constructor(
    /** Its place in the input, from 0. */
    public val index: Long,
    /** The URL as it was given. */
    public val url: String,
    /** The response, or why there is none. */
    public val result: Result<HttpResponse>,
) {
    /** First part of a destructuring declaration. */
    public operator fun component1(): Long = index

    /** Second part of a destructuring declaration. */
    public operator fun component2(): String = url

    /** Third part of a destructuring declaration. */
    public operator fun component3(): Result<HttpResponse> = result

    /** The place and whether it went well; the URL may hold what is nobody's business. */
    override fun toString(): String = "BatchItem($index, ${if (result.isSuccess) "success" else "failure"})"
}
