package dev.proxyrotator.engine.adapter

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.http.HttpHeaders
import io.ktor.http.isSecure
import java.util.Base64

/** The value of `Proxy-Authorization` for Basic credentials (RFC 7617), in UTF-8. */
internal fun ProxyCredentials.basic(): String =
    "Basic " + Base64.getEncoder().encodeToString("$username:$password".toByteArray(Charsets.UTF_8))

/** On a forwarded request the proxy reads the header and takes it off; inside a tunnel it would reach the target. */
internal fun authorizeForward(
    request: HttpRequestBuilder,
    proxy: Proxy,
) {
    val credentials = proxy.credentials ?: return
    if (!request.url.protocol.isSecure()) request.headers[HttpHeaders.ProxyAuthorization] = credentials.basic()
}
