package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.readAddress

private const val LONGEST = "0000:0000:0000:0000:0000:0000:255.255.255.255:65535".length

/** All IP addresses that stand in [text], with or without a port, in their normal form. */
internal fun addressesIn(text: String): List<String> {
    val found = ArrayList<String>()
    var start = 0
    for (end in 0..text.length) {
        if (end < text.length && isPartOfAddress(text[end])) continue
        if (end - start in 2..LONGEST) read(text.substring(start, end))?.let(found::add)
        start = end + 1
    }
    return found
}

/** What stands around it may be a colon or a full stop, which are parts of addresses too. */
private fun read(text: String): String? = readAddress(text) ?: readAddress(text.trim(':', '.'))

private fun isPartOfAddress(char: Char): Boolean =
    char in '0'..'9' || char in 'a'..'f' || char in 'A'..'F' || char in ":."
