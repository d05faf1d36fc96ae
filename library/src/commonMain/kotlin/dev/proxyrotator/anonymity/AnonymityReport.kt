package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy

/** What a check found out of one proxy. */
public class AnonymityReport internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    /** How anonymous it is; `null` if it could not be found out. */
    public val level: AnonymityLevel?,
    /** The addresses by which it left, one or, of a rotating gateway, two. */
    public val exits: List<String>,
    /** The names, in lower case, of the header fields by which it gave itself or the client away. */
    public val traces: List<String>,
    /** The proxy before it in the pool that leaves by the same address, or itself if it is a gateway that did not rotate. */
    public val sharesExitWith: Proxy?,
    /** Why it could not be found out; `null` if it was. */
    public val error: Exception?,
) {
    /** All but the exits, without credentials. */
    override fun toString(): String =
        "AnonymityReport($proxy, ${level ?: error?.let { it::class.simpleName }}, traces=$traces" +
            (sharesExitWith?.let { ", sharesExitWith=$it" } ?: "") + ")"
}
