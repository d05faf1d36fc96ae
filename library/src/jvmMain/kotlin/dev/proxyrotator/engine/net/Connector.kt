package dev.proxyrotator.engine.net

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.net.UnknownHostException
import kotlin.time.Duration

/** Opens TCP connections to proxies, and to targets that are reached directly. */
internal class Connector(
    private val loops: EventLoops,
    private val resolver: NameResolver,
) {
    /** A connection to [host], which stands for [proxy] in errors. */
    suspend fun connect(
        host: String,
        port: Int,
        proxy: Proxy,
        limit: Duration,
    ): Wire {
        val dueAt = Timer.after(limit)
        try {
            val addresses =
                withTimeoutOrNull(limit) { resolver.resolve(host) }
                    ?: throw SocketTimeoutException("No address in time")
            return connectToAny(inTurns(addresses), port, dueAt)
        } catch (_: SocketTimeoutException) {
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.CONNECT, limit)
        } catch (unknown: UnknownHostException) {
            throw ProxyUnreachableException(proxy, FailureKind.PROXY_NAME, unknown)
        } catch (failed: IOException) {
            throw ProxyUnreachableException(proxy, kindOf(failed), failed)
        }
    }

    private suspend fun connectToAny(
        addresses: List<InetAddress>,
        port: Int,
        dueAt: Long,
    ): Wire =
        firstOfStaggered(addresses.size, SocketWire::close) { index ->
            loops.next().connect(InetSocketAddress(addresses[index], port), dueAt)
        }

    /** Descriptors and ports that are used up here say nothing about the proxy. */
    private fun kindOf(failed: IOException): FailureKind {
        val detail = failed.message.orEmpty()
        return if (LOCAL.any { it in detail }) FailureKind.LOCAL else FailureKind.CONNECT
    }

    private companion object {
        /** As the operating systems put it; the JDK passes no number on. */
        val LOCAL = listOf("Too many open files", "assign requested address", "No buffer space")
    }
}
