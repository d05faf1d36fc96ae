package dev.proxyrotator.source

import io.ktor.client.request.HttpRequestBuilder
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** How a source fetches and reads a list from afar; every value has a default. */
public class RemoteListOptions internal constructor() : ProxyListOptions() {
    /** The limit of the whole of it, redirects included. Default 30 s. */
    public var timeout: Duration = 30.seconds

    /** The largest number of redirects that are followed. Default 5. */
    public var maxRedirects: Int = 5

    /**
     * Whether the list may lie at, and name proxies at, addresses and names that are not public. Default `false`: whoever
     * writes the list must not reach into a network of yours.
     */
    public var allowPrivate: Boolean = false

    internal var request: HttpRequestBuilder.() -> Unit = {}
        private set

    /** Configures the request, for example with the key to the list; does not apply to redirects to another origin. */
    public fun request(configure: HttpRequestBuilder.() -> Unit) {
        request = configure
    }

    override fun rules(): ListRules {
        require(timeout.isPositive()) { "timeout must be positive, was $timeout" }
        require(maxRedirects >= 0) { "maxRedirects must not be negative, was $maxRedirects" }
        require(maxBytes >= 1) { "maxBytes must be at least 1, was $maxBytes" }
        return ListRules(format, defaultScheme, form, maxEntries, allowPrivate)
    }
}
