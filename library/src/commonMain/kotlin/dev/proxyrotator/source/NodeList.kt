package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyScheme

/** Finds the entries in a nested document; [scheme] is what the keys above said. */
internal fun readNode(
    node: ListNode,
    findings: Findings,
    scheme: ProxyScheme = findings.rules.defaultScheme,
) {
    when (node) {
        is ListNode.Scalar -> findings.text(node.text, node.line, scheme)
        is ListNode.Items -> node.items.forEach { readNode(it, findings, scheme) }
        is ListNode.Fields -> readFields(node, findings, scheme)
    }
}

private fun readFields(
    node: ListNode.Fields,
    findings: Findings,
    scheme: ProxyScheme,
) {
    val entry = EntryFields(node.fields)
    if (entry.isEntry) {
        findings.entry(node.line) { entry.read(findings, scheme) }
        return
    }
    node.fields.forEach { (key, value) ->
        val named = listedScheme(key)
        // A text beside the list (a date, an address of the next page) is none of its entries.
        if (named != null || value !is ListNode.Scalar) readNode(value, findings, named ?: scheme)
    }
}
