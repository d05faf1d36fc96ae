package dev.proxyrotator.redirect

import dev.proxyrotator.failure.RedirectRefusedException.Reason
import io.ktor.http.DEFAULT_PORT
import io.ktor.http.ParametersBuilder
import io.ktor.http.URLBuilder
import io.ktor.http.URLProtocol
import io.ktor.http.Url
import io.ktor.http.encodedPath
import io.ktor.http.parseQueryString

/** Where a `Location` leads to, or why nobody goes there. */
internal sealed interface RedirectTarget {
    /** @property url http or https, with a host, without user info. */
    class Found(
        val url: Url,
    ) : RedirectTarget

    class Refused(
        val reason: Reason,
    ) : RedirectTarget

    companion object {
        /** Resolves the value of a `Location` against the URL that was redirected (RFC 9110 §10.2.2, RFC 3986 §5.2.2). */
        fun of(
            base: Url,
            location: String,
        ): RedirectTarget {
            val text = locationText(location) ?: return Refused(Reason.LOCATION)
            val reference = UriReference.of(text) ?: return Refused(Reason.LOCATION)
            val protocol = protocolOrNull(reference.scheme ?: base.protocol.name) ?: return Refused(Reason.SCHEME)
            val url = resolve(base, reference, protocol)
            return when {
                url == null -> Refused(Reason.LOCATION)
                base.protocol == URLProtocol.HTTPS && protocol == URLProtocol.HTTP -> Refused(Reason.DOWNGRADE)
                else -> Found(url)
            }
        }

        private fun protocolOrNull(scheme: String): URLProtocol? =
            when (scheme.lowercase()) {
                "http" -> URLProtocol.HTTP
                "https" -> URLProtocol.HTTPS
                else -> null
            }

        private fun resolve(
            base: Url,
            reference: UriReference,
            protocol: URLProtocol,
        ): Url? {
            // A scheme without an authority names nobody: these two schemes have no such URLs.
            if (reference.scheme != null && reference.authority == null) return null
            val authority =
                if (reference.authority == null) {
                    LocationAuthority(base.host, base.port)
                } else {
                    LocationAuthority.of(reference.authority) ?: return null
                }
            return URLBuilder(protocol, authority.host, authority.port ?: DEFAULT_PORT)
                .apply {
                    encodedPath = pathOf(base, reference)
                    val query = queryOf(base, reference)
                    encodedParameters = ParametersBuilder().apply { appendAll(parameters(query.orEmpty())) }
                    trailingQuery = query?.isEmpty() == true
                    encodedFragment = reference.fragment ?: base.encodedFragment
                }.build()
        }

        private fun parameters(query: String) = parseQueryString(query, limit = Int.MAX_VALUE, decode = false)

        private fun pathOf(
            base: Url,
            reference: UriReference,
        ): String {
            val path = reference.path
            val merged =
                when {
                    reference.authority != null || path.startsWith('/') -> path
                    path.isEmpty() -> base.encodedPath
                    else -> base.encodedPath.substringBeforeLast('/') + "/" + path
                }
            return withoutDotSegments(merged)
        }

        private fun queryOf(
            base: Url,
            reference: UriReference,
        ): String? {
            val isBaseAltogether = reference.authority == null && reference.path.isEmpty() && reference.query == null
            return if (isBaseAltogether) base.encodedQuery.ifEmpty { null } else reference.query
        }
    }
}
