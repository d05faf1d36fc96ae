package dev.proxyrotator.engine.net

import java.net.InetAddress

/**
 * Finds the addresses of a proxy, or of a target that is reached directly; those of a target behind a proxy only where
 * `localDns` asks for it.
 */
internal fun interface NameResolver {
    /**
     * At least one address, in the order of the system.
     *
     * @throws java.net.UnknownHostException when there is none
     */
    suspend fun resolve(host: String): List<InetAddress>
}

/**
 * The system's resolver, from names to addresses only. It blocks its thread, for as long as the system likes and
 * whether the caller is cancelled or not: not for the event loop, and not without [SharedLookUps].
 */
internal object SystemNameResolver : NameResolver {
    override suspend fun resolve(host: String): List<InetAddress> = InetAddress.getAllByName(host).asList()
}
