package dev.proxyrotator.failure

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.REDACTED
import dev.proxyrotator.proxy.fixedParts
import dev.proxyrotator.proxy.percentEncode
import kotlin.io.encoding.Base64

private const val MAX_SNIPPET = 1024
private const val MAX_IN_MESSAGE = 200

/**
 * What [proxy] sent as [text], fit to be shown: bounded, in one line, and without what it may have echoed of credentials
 * and of the fields that are meant for a gateway.
 */
internal fun snippetOf(
    proxy: Proxy,
    text: String?,
): String? =
    text
        ?.let { hide(proxy.hops.flatMap(::secretsOf), it) }
        ?.map { if (it.isPlain()) it else ' ' }
        ?.joinToString("")
        ?.replace(SPACES, " ")
        ?.trim()
        ?.take(MAX_SNIPPET)
        ?.ifEmpty { null }

private fun hide(
    secrets: List<String>,
    text: String,
): String = secrets.fold(text) { shown, secret -> shown.replace(secret, REDACTED) }

internal fun shortened(snippet: String): String =
    if (snippet.length <= MAX_IN_MESSAGE) snippet else snippet.take(MAX_IN_MESSAGE) + "…"

private val SPACES = Regex(" {2,}")

// Format characters such as those for right-to-left text would change how a log reads.
private fun Char.isPlain(): Boolean =
    when (category) {
        CharCategory.CONTROL,
        CharCategory.FORMAT,
        CharCategory.SURROGATE,
        CharCategory.PRIVATE_USE,
        CharCategory.UNASSIGNED,
        CharCategory.LINE_SEPARATOR,
        CharCategory.PARAGRAPH_SEPARATOR,
        -> false

        else -> true
    }

private fun secretsOf(proxy: Proxy): List<String> {
    val fields =
        proxy.gateway
            ?.connectHeaders
            ?.values
            .orEmpty()
    return fields.filter { it.isNotEmpty() } + proxy.credentials?.let(::secretsOf).orEmpty()
}

/** The forms in which [credentials] may come back from a proxy, none of them empty. */
internal fun secretsOf(credentials: ProxyCredentials): List<String> {
    val pair = "${credentials.username}:${credentials.password}"
    val plain = listOf(credentials.password, credentials.username) + fixedParts(credentials)
    val forms = listOf(Base64.encode(pair.encodeToByteArray()), pair) + plain + plain.map(::percentEncode)
    return forms.filter { it.isNotEmpty() }.distinct()
}
