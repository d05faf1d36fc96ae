package dev.proxyrotator.engine.net

import dev.proxyrotator.proxy.isAddress
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.suspendCancellableCoroutine
import java.net.InetAddress
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/** Finds the addresses of a proxy, or of a target that is reached directly; never those of a target behind a proxy. */
internal fun interface NameResolver {
    /**
     * At least one address, in the order to try them.
     *
     * @throws java.net.UnknownHostException when there is none
     */
    suspend fun resolve(host: String): List<InetAddress>
}

/** The system's resolver, off the event loop. Who is cancelled does not wait for it. */
internal object SystemNameResolver : NameResolver {
    private val executor = Dispatchers.IO.asExecutor()

    override suspend fun resolve(host: String): List<InetAddress> =
        if (isAddress(host)) {
            // No look-up: an address stands for itself.
            listOf(InetAddress.getByName(host))
        } else {
            suspendCancellableCoroutine { continuation ->
                executor.execute {
                    val result = runCatching { InetAddress.getAllByName(host).asList() }
                    result.fold(continuation::resume, continuation::resumeWithException)
                }
            }
        }
}
