package dev.proxyrotator.benchmarks.peers

import java.net.InetSocketAddress

/** What every client is told. */
internal class PeerSetup(
    /** The target of each request; `https` certificates are those that this JVM trusts by default. */
    val url: String,
    /** Where the proxies listen, all on [PROXY_HOST]. */
    val proxyPorts: List<Int>,
    /** The most requests that will be in flight at once. */
    val concurrency: Int,
) {
    val proxyAddresses: List<InetSocketAddress> get() = proxyPorts.map { InetSocketAddress(PROXY_HOST, it) }

    companion object {
        const val PROXY_HOST = "127.0.0.1"
    }
}
