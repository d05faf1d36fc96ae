package dev.proxyrotator.proxy

import kotlinx.serialization.Serializable
import kotlin.jvm.JvmOverloads
import kotlin.jvm.JvmStatic
import kotlin.jvm.JvmSynthetic

/**
 * One upstream proxy.
 *
 * Its identity is scheme, host, port and credentials: that is what [equals] compares, [id] names, and connections are
 * kept apart by. The [weight] is no part of it. Immutable.
 *
 * Secrets leave it only through [credentials] and [urlWithCredentials]; [toString], errors and the default serializer
 * write `***`.
 *
 * @property scheme the protocol spoken to the proxy.
 * @property host in lower case and A-labels (RFC 5890), or an IP address, IPv6 as in RFC 5952 without brackets.
 * @property port 1 to 65535.
 * @property credentials null for a proxy that asks for none.
 * @property weight the share of requests under a weighted strategy, relative to the other proxies; 1.0 by default.
 * @property id stands for the identity in logs, events and metrics.
 */
@Serializable(with = ProxySerializer::class)
public class Proxy private constructor(
    public val scheme: ProxyScheme,
    public val host: String,
    public val port: Int,
    public val credentials: ProxyCredentials?,
    public val weight: Double,
    public val id: ProxyId,
) {
    /** The URL with `***` in place of the credentials; the same as [toString]. */
    public val redactedUrl: String
        get() = printUrl(scheme, credentials?.let { REDACTED }, host, port)

/** The protocol spoken to a proxy. */
public enum class ProxyScheme { HTTP, }
