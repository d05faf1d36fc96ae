package dev.proxyrotator.rotation

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.util.AttributeKey
import kotlin.time.Duration

/** What one request asks for, other than the rotator's configuration says. `null` takes the configured value. */
public class RequestRotation internal constructor() {
    /** Attempts in all; 1 means no retry. */
    public var maxAttempts: Int? = null

    /** The limit of the whole call with all its attempts. */
    public var timeout: Duration? = null

    /**
     * `true` promises that sending the request twice does no harm, whatever its method; `false` takes that back from a
     * GET. `null` goes by the method (RFC 9110 §9.2.2).
     */
    public var idempotent: Boolean? = null

    /**
     * Requests share connections, and with them whatever a target can tell connections apart by, only with those of the
     * same isolation. `null`, the default, is that of all who name none. Stock engines have none: there it is an error.
     */
    public var isolation: String? = null

    internal fun validate() {
        maxAttempts?.let { require(it >= 1) { "rotation { maxAttempts } must be at least 1, was $it" } }
        timeout?.let { require(it > Duration.ZERO) { "rotation { timeout } must be positive, was $it" } }
    }

    internal companion object {
        val Key = AttributeKey<RequestRotation>("dev.proxyrotator.RequestRotation")
    }
}

/**
 * Sets how this request rotates: `get(url) { rotation { maxAttempts = 1 } }`.
 *
 * @throws IllegalArgumentException when a value is out of range
 */
public fun HttpRequestBuilder.rotation(configure: RequestRotation.() -> Unit) {
    attributes.computeIfAbsent(RequestRotation.Key) { RequestRotation() }.apply(configure).validate()
}
