package dev.proxyrotator.engine.authentication

import dev.proxyrotator.proxy.Proxy
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized

/**
 * What is known of how the proxies of one transport ask for credentials, by proxy and credentials: what one has said
 * never leads to anything sent to another. Of more than [maxProxies] the one that was used longest ago is forgotten.
 */
internal class AuthenticationBook(
    private val settings: AuthenticationSettings,
    private val maxProxies: Int = 10_000,
) {
    private val lock = SynchronizedObject()

    // The one used longest ago first.
    private val proxies = LinkedHashMap<Proxy, ProxyAuthentication>()

    /** For one request over [proxy]; `null` when it is no HTTP proxy, or there are no credentials to show. */
    fun roundsFor(proxy: Proxy): AuthenticationRounds? {
        val credentials = proxy.credentials?.takeIf { proxy.scheme.forwards } ?: return null
        return AuthenticationRounds(
            synchronized(lock) {
                val known = proxies.remove(proxy) ?: ProxyAuthentication(proxy, credentials, settings)
                proxies[proxy] = known
                if (proxies.size > maxProxies) proxies.remove(proxies.keys.first())
                known
            },
        )
    }

    /** What is under way goes on with what it has. */
    fun forget(proxy: Proxy) {
        synchronized(lock) { proxies.remove(proxy) }
    }
}
