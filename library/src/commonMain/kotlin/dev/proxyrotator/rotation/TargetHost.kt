package dev.proxyrotator.rotation

import io.ktor.http.Url

/** What limits, bans and the memory of failures go by: the host in lower case, with its port if it is not the usual one. */
internal fun targetHost(url: Url): String {
    val host = url.host.lowercase().removeSuffix(".")
    return if (url.port == url.protocol.defaultPort) host else "$host:${url.port}"
}
