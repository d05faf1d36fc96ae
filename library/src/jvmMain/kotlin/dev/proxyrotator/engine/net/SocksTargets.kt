package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.socks.socksTargetFlaw
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.isAddress
import kotlinx.coroutines.withTimeoutOrNull
import java.net.Inet4Address
import java.net.UnknownHostException
import kotlin.time.Duration

/**
 * What proxies are told to connect to: names as they are, for the proxies to resolve. Only where there are
 * [names] of its own a SOCKS proxy is told an address instead, which is then looked up here.
 */
internal class SocksTargets(
    private val names: NameResolver? = null,
) {
    /**
     * What each proxy on the way of [key] is to be told, `null` where it is to forward. Called before anything is sent:
     * to one that cannot be told there is no need to connect.
     *
     * @throws ProxyUnreachableException when one of them cannot be told of it, or a name was to be looked up here and has no
     *   address of use
     */
    suspend fun along(
        key: ConnectionKey,
        limit: Duration,
    ): List<Authority?> {
        val hops = key.dialled.hops
        val next = hops.drop(1).map { Authority(it.host, it.port, it.scheme == ProxyScheme.HTTPS) } + key.origin
        return hops.zip(next) { hop, target -> target?.let { told(key, hop, it, limit) } }
    }

    private suspend fun told(
        key: ConnectionKey,
        hop: Proxy,
        target: Authority,
        limit: Duration,
    ): Authority {
        val isOurs = names != null && hop.scheme.isSocks && !isAddress(target.host)
        val told = if (isOurs) target.at(addressOf(key, hop, target.host, limit)) else target
        val flaw = socksTargetFlaw(hop.scheme, told.host)
        // Not the end of the request: another proxy may be able to.
        if (flaw != null) throw unreachable(key, "it cannot be asked for ${target.host}, and nothing was sent: $flaw")
        return told
    }

    private fun Authority.at(address: String) = Authority(address, port, isSecure)

    private suspend fun addressOf(
        key: ConnectionKey,
        hop: Proxy,
        host: String,
        limit: Duration,
    ): String {
        val needsIpv4 = hop.scheme == ProxyScheme.SOCKS4 || hop.scheme == ProxyScheme.SOCKS4A
        try {
            val addresses =
                withTimeoutOrNull(limit) { checkNotNull(names).resolve(host) }
                    ?: throw ProxyTimeoutException(ProxyTimeoutException.Phase.CONNECT, limit)
            val address =
                addresses.firstOrNull { !needsIpv4 || it is Inet4Address }
                    ?: throw UnknownHostException("no IPv4 address for $host")
            return checkNotNull(address.hostAddress).substringBefore('%')
        } catch (unknown: UnknownHostException) {
            // It is this machine that found nothing: no proxy was asked.
            throw unreachable(key, "$host has no address of use here (localDns)", unknown)
        }
    }

    private fun unreachable(
        key: ConnectionKey,
        detail: String,
        cause: Throwable? = null,
    ) = ProxyUnreachableException(key.proxy, FailureKind.LOCAL, cause, detail)
}
