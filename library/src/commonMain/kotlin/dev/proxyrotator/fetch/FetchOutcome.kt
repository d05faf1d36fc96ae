package dev.proxyrotator.fetch

import io.ktor.client.plugins.ResponseException
import io.ktor.http.HttpStatusCode

/** What became of one [request]: there is always something, whatever went wrong. */
public sealed interface FetchOutcome {
    /** What was asked for. */
    public val request: FetchRequest

    /** The URL as it was asked for. */
    public val url: String get() = request.url

    /** Whether there is a response with a status of 2xx. */
    public val success: Boolean

    /** The HTTP status, or `null` when none came back. */
    public val statusCode: Int?

    /** How many attempts were made, as far as is known; 0 when nothing was sent. */
    public val attempts: Int

    /** What went wrong, in words; `null` after a success. */
    public val error: String?

    /** It went well. */
    public class Success internal constructor(
        override val request: FetchRequest,
        /** What came back. */
        public val response: FetchResponse,
    ) : FetchOutcome {
        override val success: Boolean get() = true
        override val statusCode: Int get() = response.status
        override val attempts: Int get() = response.attempt
        override val error: String? get() = null

        /** The status and the URL, without secrets. */
        override fun toString(): String = "Success($statusCode ${shownUrl(url)})"
    }

    /** It failed, and was not, or not successfully, tried again. */
    public class Failure internal constructor(
        override val request: FetchRequest,
        /** What `fetch` threw for it. */
        public val cause: Exception,
        override val attempts: Int,
    ) : FetchOutcome {
        override val success: Boolean get() = false

        override val statusCode: Int? get() = (cause as? ResponseException)?.response?.status?.value

        override val error: String
            get() = statusCode?.let { "HTTP ${HttpStatusCode.fromValue(it)}" } ?: cause.message ?: nameOfCause

        private val nameOfCause get() = cause::class.simpleName ?: "unknown error"

        /** The status or the kind of error, and the URL, without secrets. */
        override fun toString(): String = "Failure(${statusCode ?: nameOfCause} ${shownUrl(url)})"
    }
}
