package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyScheme
import kotlin.jvm.JvmOverloads
import kotlin.jvm.JvmStatic

/** Reads lists of proxies as vendors and list makers publish them. */
public object ProxyList {
    /**
     * Reads [text], in time that grows with its length and no faster. Never fails: what names no proxy is among the
     * problems, and a text that is no list of proxies at all (a web page, a PAC script) gives no proxy and the reason.
     *
     * A name and a password are never dropped to make an entry fit. A line that may be read in two ways is read as the
     * others in the list are; where these disagree on the order of their columns, all of them are problems. A third
     * column alone (`host:port:word`) is always one. Elsewhere than in a URL or a field `scheme`, lists write `https`
     * for an HTTP proxy that can CONNECT: it is read as [ProxyScheme.HTTP]. A country and tags that an entry names are
     * taken over.
     *
     * @param format [ProxyListFormat.AUTO] works it out from the content.
     * @param defaultScheme the scheme of an entry that names none; [ProxyScheme.HTTP] by default.
     * @param form how lines are laid out; [ProxyForm.AUTO] works it out.
     * @param maxEntries a longer list is refused as a whole; 100,000 by default.
     * @throws IllegalArgumentException if [maxEntries] is less than 1, or [defaultScheme] is [ProxyScheme.DIRECT].
     */
    @JvmStatic
    @JvmOverloads
    public fun parse(
        text: String,
        format: ProxyListFormat = ProxyListFormat.AUTO,
        defaultScheme: ProxyScheme = ProxyScheme.HTTP,
        form: ProxyForm = ProxyForm.AUTO,
        maxEntries: Int = DEFAULT_MAX_ENTRIES,
    ): ProxyListReading = readList(text, ListRules(format, defaultScheme, form, maxEntries))
}

internal fun readList(
    text: String,
    rules: ListRules,
): ProxyListReading =
    try {
        val content = text.removePrefix("\uFEFF")
        val findings = Findings(rules)
        readAs(formatOf(content, rules.format), content, findings)
        findings.reading()
    } catch (refused: ListRefused) {
        ProxyListReading(emptyList(), listOf(ProxyListProblem(refused.reason, refused.line)))
    }

private fun readAs(
    format: ProxyListFormat,
    text: String,
    findings: Findings,
) = when (format) {
    ProxyListFormat.AUTO, ProxyListFormat.LINES -> readLines(text, findings)
    ProxyListFormat.CSV -> readCsv(text, findings)
    ProxyListFormat.JSON -> readJson(text, findings)
    ProxyListFormat.PROXYCHAINS -> readProxychains(text, findings)
    ProxyListFormat.YAML -> readNode(readYaml(text, findings.rules), findings)
    ProxyListFormat.XML -> readNode(readXml(text, findings.rules), findings)
}
