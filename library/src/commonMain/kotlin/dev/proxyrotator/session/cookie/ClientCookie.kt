package dev.proxyrotator.session.cookie

import io.ktor.http.URLBuilder
import io.ktor.http.URLParserException
import io.ktor.http.URLProtocol
import io.ktor.http.takeFrom

/** A cookie that the user of the client has set himself, for one host. */
internal class ClientCookie private constructor(
    private val target: CookieTarget,
    private val name: String,
    private val value: String,
) {
    fun stored(): StoredCookie =
        StoredCookie(name, value, target.host, hostOnly = true, "/", target.isSecure, expires = null)

    companion object {
        /** @throws IllegalArgumentException which quotes neither [url], where a password may be, nor the cookie */
        fun of(
            url: String,
            name: String,
            value: String,
        ): ClientCookie {
            require(name.isNotEmpty() && name.all { it in '!'..'~' && it !in NOT_IN_NAMES }) {
                "The name of a cookie must be a token (RFC 6265 §4.1.1)"
            }
            require(value.all { it in '!'..'~' && it !in NOT_IN_VALUES }) {
                "The value of a cookie must be ASCII without spaces, control characters, quotes, comma, semicolon " +
                    "and backslash (RFC 6265 §4.1.1); encode it"
            }
            return ClientCookie(targetOf(url), name, value)
        }

        private fun targetOf(url: String): CookieTarget {
            val parsed =
                try {
                    URLBuilder().takeFrom(url)
                } catch (_: URLParserException) {
                    null
                }
            val isWhole = parsed != null && parsed.protocol in HTTP && "://" in url && parsed.host.isNotEmpty()
            return requireNotNull(parsed?.takeIf { isWhole }?.let { CookieTarget.of(it.build()) }) {
                "A cookie is set for a URL like https://host/"
            }
        }

        private val HTTP = setOf(URLProtocol.HTTP, URLProtocol.HTTPS)
        private const val NOT_IN_NAMES = "()<>@,;:\\\"/[]?={}"
        private const val NOT_IN_VALUES = "\",;\\"
    }
}
