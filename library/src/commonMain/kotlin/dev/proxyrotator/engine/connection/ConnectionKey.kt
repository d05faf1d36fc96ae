package dev.proxyrotator.engine.connection

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.proxy.Proxy

/**
 * Everything that gives a connection its identity; two requests share a connection only with equal keys. What is set
 * for a whole transport, TLS above all, needs no place in it: a transport has connections of its own.
 */
internal class ConnectionKey(
    /** With its credentials, by value. */
    val proxy: Proxy,
    /** The one origin behind a tunnel or a direct connection; `null` where the proxy forwards to any. */
    val origin: Authority?,
    /** What keeps the requests of one session apart from all others; `null` for the common lot. */
    val isolation: String?,
    /** The [proxy] with the credentials that are shown to it, where they are not always the same. */
    val dialled: Proxy = proxy,
) {
    private val hash = (dialled.hashCode() * PRIME + origin.hashCode()) * PRIME + isolation.hashCode()

    override fun equals(other: Any?): Boolean =
        other is ConnectionKey && hash == other.hash && origin == other.origin && isolation == other.isolation &&
            dialled == other.dialled && proxy == other.proxy

    override fun hashCode(): Int = hash

    override fun toString(): String = "via $proxy" + (origin?.let { " to ${it.connectTarget}" } ?: "")

    private companion object {
        const val PRIME = 31
    }
}
