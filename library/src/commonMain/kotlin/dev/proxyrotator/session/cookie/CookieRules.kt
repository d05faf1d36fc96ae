package dev.proxyrotator.session.cookie

/** The longest `Set-Cookie` that is taken, attributes included. */
internal const val MAX_SET_COOKIE = 4096

private const val DELETE = '\u007f'
private const val LAST_LATIN1 = '\u00ff'

/** Whether [text] can be part of a cookie that is written back into a header: no control characters, ISO-8859-1. */
internal fun isCookieText(text: String): Boolean =
    text.all { it == '\t' || (it >= ' ' && it != DELETE && it <= LAST_LATIN1) }

/**
 * Whether the name does not promise what the cookie does not keep: `__Secure-` one that only https targets can have set,
 * `__Host-` one that no other host can have set either (RFC 6265bis §4.1.3).
 */
internal fun keepsPromise(
    name: String,
    secure: Boolean,
    ofHostAlone: Boolean,
): Boolean =
    when {
        name.startsWith("__Secure-", ignoreCase = true) -> secure
        name.startsWith("__Host-", ignoreCase = true) -> secure && ofHostAlone
        else -> true
    }
