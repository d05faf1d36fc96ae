package dev.proxyrotator.engine.http1

import io.ktor.http.Headers
import io.ktor.http.HttpHeaders

/**
 * Checks the fields of a 101 against the protocols that were [asked] for, as `Upgrade` lists them (RFC 9110, 7.8).
 *
 * @throws MalformedMessageException when it does not switch to one of them
 */
internal fun checkProtocolSwitch(
    headers: Headers,
    asked: String?,
) {
    if (asked == null) malformed("101 (Switching Protocols), which nobody asked for")
    val isSaid = headers.getAll(HttpHeaders.Connection).orEmpty().any { hasElement(it, "upgrade") }
    if (!isSaid) malformed("101 (Switching Protocols) without Connection: Upgrade")
    val chosen = headers.getAll(HttpHeaders.Upgrade).orEmpty()
    if (chosen.isEmpty()) malformed("101 (Switching Protocols) that names no protocol")
    if (!chosen.all {
            areElements(
                it,
                asked,
            )
        }
    ) {
        malformed("101 (Switching Protocols) to another protocol than asked for")
    }
}

private fun hasElement(
    list: String,
    token: String,
): Boolean {
    forEachElement(list) { start, end -> if (isElement(list, start, end, token)) return true }
    return false
}

private fun areElements(
    chosen: String,
    asked: String,
): Boolean {
    forEachElement(chosen) { start, end -> if (!hasElement(asked, chosen.substring(start, end))) return false }
    return true
}
