package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy

/**
 * What became of a list of proxies.
 *
 * @property proxies in the order of the list, each once.
 * @property problems what named no proxy that can be used, in the order of the list.
 */
public class ProxyListReading(
    public val proxies: List<Proxy>,
    public val problems: List<ProxyListProblem> = emptyList(),
) {
    /** How many of each, for logs. */
    override fun toString(): String = "ProxyListReading(${proxies.size} proxies, ${problems.size} problems)"
}

/**
 * A part of a list that gives no proxy. Never shows the text of the list, since there may be a password in it.
 *
 * @property reason what is wrong and, where it can be said, how to mend it.
 * @property line the line, from 1; null where the format has none, or when it is about the list as a whole.
 * @property entry which of the entries of the list it is, from 1; null when it is about the list as a whole.
 */
public class ProxyListProblem(
    public val reason: String,
    public val line: Int? = null,
    public val entry: Int? = null,
) {
    /** Where and what, for logs. */
    override fun toString(): String =
        when {
            line != null -> "line $line: $reason"
            entry != null -> "entry $entry: $reason"
            else -> reason
        }
}
