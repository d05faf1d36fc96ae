package dev.proxyrotator.source

import io.ktor.client.HttpClient

/**
 * Where a list of proxies comes from; each [load] reads it anew. Keep one object for one source: a rotator remembers by
 * it which of its proxies the source has named. May be a function of yours.
 */
public fun interface ProxySource {
    /**
     * Reads the list as it is now.
     *
     * @throws ProxySourceException when it cannot be had.
     */
    public suspend fun load(): ProxyListReading

    /** Makes sources. */
    public companion object {
        /** The list [text] itself; entries with private and local addresses are allowed. */
        public fun text(
            text: String,
            configure: ProxyListOptions.() -> Unit = {},
        ): ProxySource {
            val options = ProxyListOptions().apply(configure)
            val rules = options.rules()
            return ProxySource { readList(text, rules) }
        }

        /**
         * The list at an http or https [url], fetched with [client]: directly, if that is how it sends. To fetch it
         * through a rotator take `rotator.proxySource(url)`. The client is not closed.
         *
         * Only 2xx answers are read, up to a size, within a time. Redirects are followed here, whatever the client is set
         * to, never from https to http. The URL and every redirect must be public by their host: no private, loopback,
         * link-local or metadata address, no IPv6 address that wraps an IPv4 one, no local name. The address that a name
         * resolves to is not looked at, since whoever connects resolves it: mostly a proxy, in its own network. See
         * [RemoteListOptions].
         *
         * @throws IllegalArgumentException when [url] is not an http or https URL to a public host, or an option is out
         *   of range
         */
        public fun url(
            url: String,
            client: HttpClient,
            configure: RemoteListOptions.() -> Unit = {},
        ): ProxySource = RemoteList(url, RemoteListOptions().apply(configure)) { client }
    }
}
