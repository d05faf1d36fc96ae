package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.BasicAuthentication
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** Configures the transport over sockets; every value has a default. How many connections may be busy `limits { }` says. */
public class SocketOptionsBuilder internal constructor() {
    /** Threads that move bytes, for any number of connections. Default one for every 4 processors, at least 1. */
    public var threads: Int = maxOf(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_PER_THREAD)

    /** How long a connection may be idle before it is closed, unless the other side says less. Default 30 s. */
    public var idleTimeout: Duration = 30.seconds

    /** A connection older than this is not used again. Default 10 min. */
    public var maxAge: Duration = 10.minutes

    /**
     * Idle connections kept in all; 0 opens a new one for every request. `null`, the default, keeps twice as many as
     * may be busy at once, which `limits { maxConnections }` says.
     */
    public var maxIdleConnections: Int? = null

    /**
     * How long the addresses of a name are remembered, of the 10,000 names asked for last; zero looks a name up
     * for every new connection. Default 30 s.
     */
    public var nameTimeToLive: Duration = 30.seconds

    /**
     * Whether the names of targets behind SOCKS proxies are resolved on this machine, and the proxies told an address.
     * It is the only way to names for `socks4` proxies, which are told the first IPv4 address there is. **It is a leak:**
     * whoever answers, carries or watches the look-ups of this machine learns which targets are asked, and when. Nothing
     * changes for `http` and `https` proxies, which always resolve names themselves; TLS still goes by the name. Default
     * `false`: names go to the proxy, and a `socks4` proxy, which cannot be told one, is passed over without a packet.
     */
    public var localDns: Boolean = false

    /**
     * When an HTTP proxy with credentials is told user name and password as they are (Basic, RFC 7617). Whatever is set
     * here, one that asks for Digest (RFC 7616: SHA-256, MD5 and their `-sess` forms, `qop=auth`) gets that, and no Basic
     * afterwards but under TLS. Default [BasicAuthentication.AT_ONCE].
     */
    public var basicAuthentication: BasicAuthentication = BasicAuthentication.AT_ONCE

    internal fun build() =
        SocketOptions(
            threads,
            idleTimeout,
            maxAge,
            maxIdleConnections,
            nameTimeToLive,
            localDns,
            basicAuthentication,
        )

    private companion object {
        const val PROCESSORS_PER_THREAD = 4
    }
}

internal class SocketOptions(
    val threads: Int = 1,
    val idleTimeout: Duration = 30.seconds,
    val maxAge: Duration = 10.minutes,
    val maxIdleConnections: Int? = null,
    val nameTimeToLive: Duration = 30.seconds,
    val localDns: Boolean = false,
    val basicAuthentication: BasicAuthentication = BasicAuthentication.AT_ONCE,
) {
    init {
        require(threads >= 1) { "threads must be at least 1, was $threads" }
        require(idleTimeout > Duration.ZERO) { "idleTimeout must be positive, was $idleTimeout" }
        require(maxAge > Duration.ZERO) { "maxAge must be positive, was $maxAge" }
        require(nameTimeToLive >= Duration.ZERO) { "nameTimeToLive must not be negative, was $nameTimeToLive" }
        require(maxIdleConnections == null || maxIdleConnections >= 0) {
            "maxIdleConnections must not be negative, was $maxIdleConnections"
        }
    }
}
