package dev.proxyrotator.proxy

/** One upstream proxy. */
public class Proxy internal constructor(
    public val scheme: ProxyScheme,
    public val host: String,
    public val port: Int,
    public val weight: Double = 1.0,
)

/** The protocol spoken to a proxy. */
public enum class ProxyScheme { HTTP, }
