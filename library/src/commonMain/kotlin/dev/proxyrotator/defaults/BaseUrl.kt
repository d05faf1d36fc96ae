package dev.proxyrotator.defaults

import io.ktor.http.URLBuilder
import io.ktor.http.URLParserException
import io.ktor.http.URLProtocol
import io.ktor.http.Url
import io.ktor.http.encodedPath
import io.ktor.http.isSecure
import io.ktor.http.isWebsocket
import io.ktor.http.takeFrom

/**
 * What URLs without a host are appended to. There is one rule: exactly one slash stands between the two, whether either
 * of them brings one or not, and nothing of the base is ever replaced. So `/users` and `users` after
 * `https://api.example/v1` and after `https://api.example/v1/` are all `https://api.example/v1/users`; an empty URL, or
 * one of a query alone, is the base itself.
 */
internal class BaseUrl private constructor(
    val url: Url,
) {
    private val webSocketProtocol = if (url.protocol.isSecure()) URLProtocol.WSS else URLProtocol.WS
    private val path = url.encodedPath.removeSuffix("/")

    fun appendTo(target: URLBuilder) {
        val relative = target.encodedPath
        target.protocol = if (target.protocol.isWebsocket()) webSocketProtocol else url.protocol
        target.host = url.host
        target.port = url.specifiedPort
        target.encodedPath = if (relative.isEmpty()) url.encodedPath else path + "/" + relative.removePrefix("/")
    }

    fun hasOriginOf(target: URLBuilder): Boolean =
        target.host.equals(url.host, ignoreCase = true) && target.port.orDefault(target) == url.port &&
            (target.protocol == url.protocol || target.protocol == webSocketProtocol)

    companion object {
        /** @throws IllegalArgumentException saying what is wrong with [text], without quoting it */
        fun parse(text: String): BaseUrl {
            require(text.startsWith("http://", ignoreCase = true) || text.startsWith("https://", ignoreCase = true)) {
                "$NAME must begin with http:// or https://"
            }
            val parsed =
                try {
                    URLBuilder().takeFrom(text)
                } catch (_: URLParserException) {
                    throw IllegalArgumentException("$NAME cannot be parsed; it must be like https://host/path")
                }
            require(parsed.host.isNotEmpty()) { "$NAME names no host; it must be like https://host/path" }
            require(parsed.user == null && parsed.password == null) {
                "$NAME holds credentials; set them with basicAuth(username, password) and leave them out here"
            }
            require('?' !in text && '#' !in text) {
                "$NAME has a query or a fragment, to which nothing can be appended; leave it out"
            }
            return BaseUrl(parsed.build())
        }

        private const val NAME = "The base URL"
    }
}

private fun Int.orDefault(target: URLBuilder): Int = if (this == 0) target.protocol.defaultPort else this
