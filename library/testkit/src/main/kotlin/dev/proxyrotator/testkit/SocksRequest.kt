package dev.proxyrotator.testkit

/** What a [LoopbackSocksProxy] was asked to connect to. */
public class SocksRequest(
    /** 4 or 5; SOCKS 4A is 4. */
    public val version: Int,
    /** The host as the proxy was told it: a name or an address. */
    public val host: String,
    /** Whether [host] came as a name, for the proxy to resolve. */
    public val isName: Boolean,
    /** The port of the target. */
    public val port: Int,
) {
    private val parts = listOf(version, host, isName, port)

    override fun equals(other: Any?): Boolean = other is SocksRequest && parts == other.parts

    override fun hashCode(): Int = parts.hashCode()

    override fun toString(): String = "SOCKS $version to $host:$port"
}
