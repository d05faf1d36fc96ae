package dev.proxyrotator.redirect

import io.ktor.http.Headers

private const val REFERER = "referer"

/** What is meant for the origin it was sent to, and for nobody else. */
private val SECRET =
    setOf("authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate", "host")

/** What speaks of a body beside the `Content-` headers. */
private val ABOUT_THE_BODY = setOf("transfer-encoding", "trailer", "expect", "digest", "repr-digest")

/**
 * What of these headers goes along with a redirect: to another origin [isAway] not what is a secret of this one, among
 * that [sensitive], names in lower case; and nothing about a body that does not go along either.
 */
internal fun Headers.afterRedirect(
    isAway: Boolean,
    hasBody: Boolean,
    sensitive: Set<String>,
): Headers {
    val secret = if (isAway) SECRET + sensitive else emptySet()
    return Headers.build {
        forEach { name, values ->
            val key = name.lowercase()
            when {
                key in secret || (!hasBody && isAboutTheBody(key)) -> Unit
                key == REFERER -> values.firstNotNullOfOrNull { referer(it, isAway) }?.let { append(name, it) }
                else -> appendAll(name, values)
            }
        }
    }
}

private fun isAboutTheBody(name: String): Boolean = name.startsWith("content-") || name in ABOUT_THE_BODY

/** Without user info and fragment; for another origin no more than whose it is; `null` for one that is no URL. */
private fun referer(
    value: String,
    isAway: Boolean,
): String? {
    val reference = locationText(value)?.let(UriReference::of) ?: return null
    val scheme = reference.scheme?.takeIf { it == "http" || it == "https" } ?: return null
    val authority = reference.authority?.let(LocationAuthority::of) ?: return null
    val origin = "$scheme://${authority.host}" + authority.port?.let { ":$it" }.orEmpty()
    if (isAway) return "$origin/"
    return origin + reference.path + reference.query?.let { "?$it" }.orEmpty()
}
