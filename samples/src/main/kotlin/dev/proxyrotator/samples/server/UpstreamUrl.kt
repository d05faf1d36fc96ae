package dev.proxyrotator.samples.server

import io.ktor.http.URLBuilder
import io.ktor.http.URLDecodeException
import io.ktor.http.Url
import io.ktor.http.decodeURLPart
import io.ktor.http.takeFrom

/** A request that does not lead to the upstream; [message] says why and shows nothing of it. */
internal class RefusedPath(
    override val message: String,
) : Exception(message)

/** Where requests go: scheme, host and port are those of [base] whatever the request says, the path is below its own. */
internal class UpstreamUrl(
    private val base: Url,
) {
    init {
        require(
            base.encodedQuery.isEmpty() && base.fragment.isEmpty(),
        ) { "The URL of the upstream must end with its path" }
    }

    /**
     * Makes [url] what the request target [raw], such as `/proxy/a%20b?c`, stands for. Path and query stay as they are,
     * byte for byte: to decode them and encode them again may change what they mean.
     *
     * @throws RefusedPath when it does not lead below the base
     */
    fun writeTo(
        url: URLBuilder,
        raw: String,
    ) {
        // RFC 9112, 3.2.2 knows requests with a whole URL in them, for forward proxies, which this is not.
        if (!raw.startsWith(PREFIX)) throw RefusedPath("The path must begin with $PREFIX")
        if ('#' in raw) throw RefusedPath("A request has no fragment")
        val segments =
            raw
                .substringBefore('?')
                .removePrefix(PREFIX)
                .split('/')
                .drop(1)
        if (segments.any(::isStepAside)) throw RefusedPath("The path must not have . or .. in it")
        url.takeFrom(base)
        url.encodedPathSegments = base.encodedPath.removeSuffix("/").split('/') + segments
        writeQuery(url, raw.substringAfter('?', missingDelimiterValue = ""))
        url.trailingQuery = raw.endsWith('?') && raw.indexOf('?') == raw.lastIndex
    }

    /** As one parameter without a value: several would be put into another order. */
    private fun writeQuery(
        url: URLBuilder,
        query: String,
    ) {
        url.encodedParameters.clear()
        if (query.isNotEmpty()) url.encodedParameters.appendAll(query, emptyList())
    }

    /**
     * Also in an encoding that the upstream may take off before it looks for such segments, and with parameters, as in
     * `..;a=b`, which some servers take off, too.
     */
    private fun isStepAside(segment: String): Boolean {
        val decoded =
            try {
                segment.decodeURLPart()
            } catch (_: URLDecodeException) {
                throw RefusedPath("The path has a percent sign that begins no character")
            }
        return decoded.split('/', '\\').any { it.substringBefore(';') in STEPS_ASIDE }
    }

    private companion object {
        const val PREFIX = "/proxy"
        val STEPS_ASIDE = setOf(".", "..")
    }
}
