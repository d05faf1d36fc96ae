package dev.proxyrotator.rotation

import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.ProxyFilter
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.util.AttributeKey
import kotlin.time.Duration

/** What one request asks for, other than the rotator's configuration says. `null` takes the configured value. */
public class RequestRotation internal constructor() {
    /** Attempts that may have reached the target; 1 means that it sees the request at most once. */
    public var maxAttempts: Int? = null

    /** Further attempts after a proxy failed before the request can have reached the target; 0 means none. */
    public var maxFailovers: Int? = null

    /** The HTTP statuses that are tried again elsewhere, instead of those of [RetryPolicy.retryStatuses]. */
    public var retryStatuses: Set<Int>? = null

    internal var ownTimeouts: RequestTimeouts? = null
        private set

    /** The limit of the whole call with all its attempts, short for `timeouts { call }`. */
    public var timeout: Duration?
        get() = ownTimeouts?.call
        set(value) = timeouts { call = value }

    /**
     * `true` promises that sending the request twice does no harm, whatever its method; `false` takes that back from a
     * GET. `null` goes by the method (RFC 9110 §9.2.2).
     */
    public var idempotent: Boolean? = null

    /**
     * Is sent as the `Idempotency-Key` of every attempt, and makes the request one that may be repeated: only for a target
     * that knows this header, and with a key of its own for each operation.
     */
    public var idempotencyKey: String? = null

    /**
     * The session the request belongs to: all its requests leave through one proxy and share cookies and headers with no
     * other. It begins with its first request; how long it lasts is set by `sessions { }`.
     */
    public var session: String? = null

    /**
     * Whether redirects of this request are followed: by a `ProxyRotator`, and by [SafeRedirect] in any other client.
     * `null` goes by the configuration.
     */
    public var followRedirects: Boolean? = null

    /**
     * What the strategy [Sticky][dev.proxyrotator.selection.Sticky] goes by: the same key, the same proxy. `null` goes by
     * the target's host.
     */
    public var stickyKey: String? = null

    /**
     * The proxies that may be chosen. Default all; [tags], [country], [scheme] and [anonymity] narrow it. A session whose proxy
     * is none of them serves the request no more than an empty pool would.
     */
    public var filter: ProxyFilter = ProxyFilter.Everything

    /**
     * Requests share connections, and with them whatever a target can tell connections apart by, only with those of the
     * same isolation. `null`, the default, is that of all who name none. Stock engines have none: there it is an error.
     */
    public var isolation: String? = null

    /**
     * Sets time limits of this request. They come before what the configuration says for its URL, shorter or longer; those
     * of Ktor's `HttpTimeout`, on the request or installed in the client, come before all. A redirect has no more time than
     * the whole call had from its beginning.
     */
    public fun timeouts(configure: RequestTimeouts.() -> Unit) {
        ownTimeouts = (ownTimeouts ?: RequestTimeouts()).apply(configure)
    }

    /** The only proxy that will do. */
    internal var only: ProxyId? = null

    /** Proxies that are taken only when there is no other, as if they had been tried. */
    internal var avoided: Collection<ProxyId> = emptyList()

    /** Takes only proxies that have all of [tags]. */
    public fun tags(vararg tags: String) {
        filter = filter and ProxyFilter.tags(*tags)
    }

    /** Takes only proxies in one of the countries with these [codes] (ISO 3166-1 alpha-2, in either case). */
    public fun country(vararg codes: String) {
        filter = filter and ProxyFilter.country(*codes)
    }

    /** Takes only proxies that are spoken to in one of [schemes]. */
    public fun scheme(vararg schemes: ProxyScheme) {
        filter = filter and ProxyFilter.scheme(*schemes)
    }

    /** Takes only proxies that are known to be at least so anonymous; see `checkAnonymity`. */
    public fun anonymity(atLeast: AnonymityLevel) {
        filter = filter and ProxyFilter.anonymity(atLeast)
    }

    internal fun validate() {
        maxAttempts?.let { require(it >= 1) { "rotation { maxAttempts } must be at least 1, was $it" } }
        maxFailovers?.let { require(it >= 0) { "rotation { maxFailovers } must not be negative, was $it" } }
        ownTimeouts?.validate()
        retryStatuses?.let { statuses ->
            require(statuses.all { it in RetryPolicy.statuses }) {
                "rotation { retryStatuses } must be HTTP statuses, were $statuses"
            }
        }
        session?.let { require(it.isNotEmpty()) { "rotation { session } must not be empty" } }
        idempotencyKey?.let { key ->
            require(key.isNotEmpty() && key.all { it in ' '..'~' }) {
                "rotation { idempotencyKey } must consist of visible ASCII characters"
            }
        }
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
