package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.proxy.isPublicHost

/** Ends the reading of a list that is of no use as a whole. [reason] quotes nothing of it. */
internal class ListRefused(
    val reason: String,
    val line: Int? = null,
) : Exception(reason)

internal fun refuse(
    reason: String,
    line: Int? = null,
): Nothing = throw ListRefused(reason, line)

/** What has been found in a list so far. */
internal class Findings(
    val rules: ListRules,
) {
    private val proxies = LinkedHashSet<Proxy>()
    private val problems = ArrayList<ProxyListProblem>()
    private var entries = 0

    /**
     * Takes the next entry of the list as [read] reads it; what that throws becomes a problem.
     *
     * @throws ListRefused when there are too many.
     */
    fun entry(
        line: Int?,
        read: () -> List<Proxy>,
    ) {
        if (++entries > rules.maxEntries) refuse("it has more than ${rules.maxEntries} entries: raise maxEntries")
        try {
            read().forEach { add(it, line) }
        } catch (invalid: ProxyValidationException) {
            problem(invalid.reason, line)
        }
    }

    /** Takes the next entry of the list, a proxy in one piece of text. */
    fun text(
        text: String,
        line: Int?,
        scheme: ProxyScheme = rules.defaultScheme,
    ) = entry(line) { listOf(readText(text, scheme)) }

    /** @throws ProxyValidationException if it names no proxy */
    fun readText(
        text: String,
        scheme: ProxyScheme,
    ): Proxy {
        if (text.length > MAX_TEXT) throw ProxyValidationException("it is longer than $MAX_TEXT characters")
        return Proxy.parse(text, scheme, rules.form)
    }

    fun reading(): ProxyListReading {
        if (proxies.isEmpty() && problems.isEmpty()) problems.add(ProxyListProblem("it names no proxy"))
        return ProxyListReading(proxies.toList(), problems)
    }

    private fun add(
        proxy: Proxy,
        line: Int?,
    ) {
        if (rules.allowPrivate || proxy.hops.all { isPublicHost(it.host) }) {
            proxies.add(proxy)
        } else {
            problem("a list from afar may not name a proxy at a private or local address: set allowPrivate", line)
        }
    }

    private fun problem(
        reason: String,
        line: Int?,
    ) {
        problems.add(ProxyListProblem(reason, line, entries))
    }

    companion object {
        /** Far beyond what credentials of any protocol take; keeps every step of parsing short. */
        const val MAX_TEXT = 4096
    }
}
