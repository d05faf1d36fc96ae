package dev.proxyrotator.engine.authentication

import dev.proxyrotator.proxy.ProxyCredentials
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized

/** What is sent to a proxy so that it lets a request through. Safe to use from any thread. */
internal sealed interface Answer {
    /** The value of `Proxy-Authorization` for a request with [target] in its request line, and for it alone. */
    fun authorize(
        method: String,
        target: () -> String,
    ): String

    /** User name and password as they are. */
    class Basic(
        credentials: ProxyCredentials,
    ) : Answer {
        private val value = basicProxyAuthorization(credentials)

        override fun authorize(
            method: String,
            target: () -> String,
        ): String = value
    }

    /** A Digest over one nonce of the proxy, which counts the requests made with it. */
    class Digest(
        private val authorization: DigestAuthorization,
    ) : Answer {
        private val lock = SynchronizedObject()
        private var count = 0L

        override fun authorize(
            method: String,
            target: () -> String,
        ): String = authorization.value(method, target(), synchronized(lock) { ++count })
    }
}
