package dev.proxyrotator.rotation

import dev.proxyrotator.engine.asksForUpgrade
import io.ktor.client.request.HttpRequestData
import io.ktor.http.URLBuilder
import io.ktor.http.URLProtocol
import io.ktor.http.isSecure
import io.ktor.http.isWebsocket
import io.ktor.utils.io.InternalAPI

/**
 * This request with the http or https URL that a `ws` or `wss` URL is asked by (RFC 6455 §3): for guards, cookies, limits
 * and rules it is the same target.
 *
 * @throws IllegalArgumentException for such a URL in a request that opens no WebSocket
 */
@OptIn(InternalAPI::class)
internal fun HttpRequestData.overHttp(): HttpRequestData {
    if (!url.protocol.isWebsocket()) return this
    require(asksForUpgrade) {
        "A ${url.protocol.name} URL can be opened by Ktor's WebSockets alone: client { install(WebSockets) }, then " +
            "client.webSocket(url) { }"
    }
    val overHttp =
        URLBuilder(url).apply {
            protocol =
                if (url.protocol.isSecure()) URLProtocol.HTTPS else URLProtocol.HTTP
        }
    return HttpRequestData(overHttp.build(), method, headers, body, executionContext, attributes)
}
