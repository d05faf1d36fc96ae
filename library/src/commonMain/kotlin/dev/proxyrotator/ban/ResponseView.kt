package dev.proxyrotator.ban

import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod

/** What a rule or a validator sees of a response. */
public class ResponseView internal constructor(
    /** The method of the request. */
    public val method: HttpMethod,
    /** The host the request was for, without a port. */
    public val host: String,
    /** The status. */
    public val status: Int,
    /** The header fields. */
    public val headers: Headers,
    private val prefix: ByteArray?,
) {
    /** The `Location` field as it was sent, or `null`. */
    public val location: String? get() = headers[HttpHeaders.Location]

    /**
     * The beginning of the body, 65,536 bytes at most, as the caller gets it: decoded where
     * `compression { }` does that. Not to be changed.
     *
     * @throws IllegalStateException when this was made with `readsBody = false`
     */
    public val bodyPrefix: ByteArray
        get() = checkNotNull(prefix) { "The body was not read; make the rule with readsBody = true" }

    /**
     * [bodyPrefix] as UTF-8, with U+FFFD for what is none.
     *
     * @throws IllegalStateException when this was made with `readsBody = false`
     */
    public val text: String get() = decoded ?: bodyPrefix.decodeToString().also { decoded = it }

    private var decoded: String? = null

    /** A successful answer with a body in it, so that a wrong body says something (RFC 9110 §6.4.1). */
    internal val isContent: Boolean
        get() = method != HttpMethod.Head && isSuccess(status) && status !in WITHOUT_BODY

    internal val isEncoded: Boolean
        get() = headers[HttpHeaders.ContentEncoding].let { it != null && it != "identity" }

    internal companion object {
        const val PREFIX_LIMIT = 64 * 1024

        private val WITHOUT_BODY = setOf(204, 205)

        fun isSuccess(status: Int): Boolean = status in 200..299
    }
}
