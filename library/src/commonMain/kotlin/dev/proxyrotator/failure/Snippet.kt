package dev.proxyrotator.failure

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.REDACTED
import kotlin.io.encoding.Base64

private const val MAX_SNIPPET = 1024
private const val MAX_IN_MESSAGE = 200

/** What [proxy] sent as [text], fit to be shown: bounded, in one line, and without credentials it may have echoed. */
internal fun snippetOf(
    proxy: Proxy,
    text: String?,
): String? =
    text
        ?.let {
            proxy.hops
                .flatMap {
                    secretsOf(
                        it.credentials,
                    )
                }.fold(it) { shown, secret -> shown.replace(secret, REDACTED) }
        }?.map { if (it.isPlain()) it else ' ' }
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

private fun secretsOf(credentials: ProxyCredentials?): List<String> {
    if (credentials == null) return emptyList()
    val pair = "${credentials.username}:${credentials.password}"
    return listOf(Base64.encode(pair.encodeToByteArray()), pair, credentials.password, credentials.username)
        .filter { it.isNotEmpty() }
}
