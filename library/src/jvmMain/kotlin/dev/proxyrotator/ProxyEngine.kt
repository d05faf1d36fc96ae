package dev.proxyrotator

import io.ktor.client.engine.HttpClientEngine
import io.ktor.client.engine.HttpClientEngineFactory

/**
 * The rotation as an engine for a Ktor client of your own:
 *
 * ```
 * val client = HttpClient(ProxyEngine) {
 *     engine {
 *         proxies("http://user:pass@a.example:8080", "http://b.example:8080")
 *         timeouts { connect = 5.seconds }
 *     }
 * }
 * ```
 *
 * It does what a [ProxyRotator] does, with the same options and the same default transport; requests say more by
 * `rotation { }`, and [proxyPool] is the way to the pool. Redirects are followed unless the client says
 * `followRedirects = false`, each through a proxy of its own; Ktor's redirect keeps cookies and API-key headers when it
 * leaves the host.
 *
 * Closing the client ends every request under way and closes every connection. Requests and changes of the pool made
 * afterwards, and the requests under way, fail with an [IllegalStateException].
 */
public object ProxyEngine : HttpClientEngineFactory<ProxyEngineConfig> {
    /**
     * A new engine with a pool of its own; `HttpClient(ProxyEngine)` calls this, and closes it with the client.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when the transport does not carry one of the proxies
     * @throws IllegalArgumentException when a value of the configuration is out of range or must not be set
     */
    override fun create(block: ProxyEngineConfig.() -> Unit): HttpClientEngine =
        ProxyEngineConfig(defaultOptions()).apply(block).build()

    /** `ProxyEngine`. */
    override fun toString(): String = "ProxyEngine"
}
