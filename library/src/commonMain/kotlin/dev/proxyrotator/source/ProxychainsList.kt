package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.proxy.readPort
import dev.proxyrotator.proxy.valueOrNull

/** Reads `type host port [user password]` lines: those after `[ProxyList]`, or all where there is no such line. */
internal fun readProxychains(
    text: String,
    findings: Findings,
) {
    val hasSection = dataLines(text).any { isListSection(it) }
    val lines = if (hasSection) dataLines(text).dropWhile { !isListSection(it) }.drop(1) else dataLines(text)
    lines
        .takeWhile { !it.text.startsWith('[') }
        .forEach { line -> findings.entry(line.number) { listOf(readChainLine(line.words)) } }
}

internal fun isListSection(line: DataLine): Boolean = line.text.equals("[ProxyList]", ignoreCase = true)

/** Whether the line can only be one of this format. */
internal fun isProxychains(line: DataLine): Boolean =
    line.words.size >= ADDRESS_WORDS &&
        ProxyScheme.named(line.words[0]) != null &&
        readPort(line.words[2]).valueOrNull != null

private fun readChainLine(words: List<String>): Proxy {
    val told = withoutComment(words)
    if (told.size != ADDRESS_WORDS && told.size != ADDRESS_WORDS + 2) {
        throw ProxyValidationException("it is not type host port, nor type host port user password")
    }
    val scheme = TYPES[told[0].lowercase()] ?: throw ProxyValidationException("its type is not one of ${TYPES.keys}")
    val port = readPort(told[2]).valueOrNull ?: throw ProxyValidationException("its port is no number from 1 to 65535")
    val proxy = Proxy.of(scheme, told[1], port)
    return if (told.size == ADDRESS_WORDS) proxy else proxy.withCredentials(told[ADDRESS_WORDS], told.last())
}

// What stands where a password does is the password, even if it begins like a comment.
private fun withoutComment(words: List<String>): List<String> {
    val comment =
        words.indices.firstOrNull { (it == ADDRESS_WORDS || it >= ADDRESS_WORDS + 2) && words[it].startsWith('#') }
    return if (comment == null) words else words.take(comment)
}

private const val ADDRESS_WORDS = 3

private val TYPES = listOf(ProxyScheme.HTTP, ProxyScheme.SOCKS4, ProxyScheme.SOCKS5).associateBy { it.urlName }
