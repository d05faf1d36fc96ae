package dev.proxyrotator.rotation

import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.request
import io.ktor.http.Url
import io.ktor.util.AttributeKey

internal val AttemptsKey = AttributeKey<List<Attempt>>("dev.proxyrotator.Attempts")

/**
 * What happened on the way to this response: every attempt in order, the successful one last.
 *
 * @throws IllegalStateException for a response that did not come from a ProxyRotator
 */
public val HttpResponse.attempts: List<Attempt>
    get() = request.attributes.getOrNull(AttemptsKey) ?: error("This response did not come from a ProxyRotator")

/**
 * The proxy this response came through.
 *
 * @throws IllegalStateException for a response that did not come from a ProxyRotator
 */
public val HttpResponse.proxy: Proxy
    get() = attempts.last().proxy

/**
 * The URLs that redirected to this response, the first that was asked for in front; empty when there were none. The last
 * one, which answered, is `request.url`. Followed by [SafeRedirect], or by a `ProxyRotator`.
 */
public val HttpResponse.redirects: List<Url>
    get() = request.attributes.getOrNull(RedirectsKey).orEmpty()
