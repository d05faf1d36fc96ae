package dev.proxyrotator.engine

import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.http.isSecure

/** Whether this proxy gets [request] as it is, to read and to answer itself where it likes, and not a tunnel to carry it. */
internal fun Proxy.forwards(request: HttpRequestData): Boolean =
    isForwarding && !request.url.protocol.isSecure() && !request.asksForUpgrade
