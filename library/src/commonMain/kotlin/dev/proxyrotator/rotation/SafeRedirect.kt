package dev.proxyrotator.rotation

import dev.proxyrotator.redirect.RedirectOptions
import io.ktor.client.HttpClient
import io.ktor.client.plugins.HttpRedirect
import io.ktor.client.plugins.api.ClientPlugin
import io.ktor.client.plugins.api.Send
import io.ktor.client.plugins.api.createClientPlugin
import io.ktor.client.plugins.pluginOrNull
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.request
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.cancel
import kotlinx.coroutines.CompletableJob
import kotlinx.coroutines.job

/**
 * Redirects for any Ktor client that are followed without giving the next origin what was meant for the last:
 *
 * ```
 * HttpClient(ProxyEngine) {
 *     followRedirects = false
 *     install(SafeRedirect) { maxRedirects = 5 }
 * }
 * ```
 *
 * A `ProxyRotator` has it already and sets it with `redirects { }`.
 *
 * - 303 becomes a GET, and 301 and 302 turn a POST into one, without its body (RFC 9110 §15.4); all others keep method and
 *   body, which must be in memory then.
 * - Another origin, that is another scheme, host or port, gets no `Authorization`, `Cookie`, `Cookie2`,
 *   `Proxy-Authorization` and `WWW-Authenticate`, none of [sensitiveHeaders][RedirectOptions.sensitiveHeaders], and of a
 *   `Referer` the origin alone.
 * - From https to http, to another scheme, by a `Location` that is no URL, and by several that differ, none is followed:
 *   [RedirectRefusedException][dev.proxyrotator.failure.RedirectRefusedException].
 * - User name and password in a `Location` are dropped, and the origin they were for is asked without them.
 * - A response without `Location` is the answer, like one that is not to be followed.
 *
 * Through a `ProxyEngine` all hops of one request share its deadline and its attempts, and its proxy while that is free.
 *
 * For more than 19 redirects, Ktor needs `install(HttpSend) { maxSendCount = … }` as well; a `ProxyRotator` does not.
 * Installing it is an [IllegalArgumentException] while Ktor's own redirects are on: `followRedirects = false`.
 */
public val SafeRedirect: ClientPlugin<RedirectOptions> =
    createClientPlugin("SafeRedirect", ::RedirectOptions) {
        client.refuseKtorsRedirects()
        val follower = RedirectFollower(pluginConfig.build())
        on(Send) { request ->
            client.refuseKtorsRedirects()
            follower.follow(request, send = { proceed(it).response }, discard = { it.discard() }).call
        }
    }

/** @throws IllegalArgumentException when this client has Ktor's plugin, which would follow what is not to be followed */
internal fun HttpClient.refuseKtorsRedirects() =
    require(pluginOrNull(HttpRedirect) == null) {
        "Ktor's own redirects keep cookies and API keys when they leave the host: set followRedirects = false, do " +
            "not install HttpRedirect, and configure redirects { } of the ProxyRotator, or SafeRedirect, instead"
    }

/** Returns when the connection is free again, or closed. */
@OptIn(InternalAPI::class)
private suspend fun HttpResponse.discard() {
    rawContent.cancel()
    // That of a body in memory is one of its own, which the exchange knows nothing of.
    val exchange = request.coroutineContext.job
    listOf(coroutineContext.job, exchange).forEach { job ->
        if (job is CompletableJob) {
            job.complete()
            job.join()
        }
    }
}
