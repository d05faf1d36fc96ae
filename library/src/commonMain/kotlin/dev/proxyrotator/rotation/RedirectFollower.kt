package dev.proxyrotator.rotation

import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.TooManyRedirectsException
import dev.proxyrotator.redirect.RedirectDecision
import dev.proxyrotator.redirect.RedirectPolicy
import dev.proxyrotator.redirect.RedirectRules
import dev.proxyrotator.redirect.RedirectedRequest
import dev.proxyrotator.redirect.RedirectsFollowedElsewhere
import dev.proxyrotator.redirect.origin
import dev.proxyrotator.redirect.withoutUser
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.setBody
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.request
import io.ktor.client.utils.EmptyContent
import io.ktor.http.HttpHeaders
import io.ktor.http.Url
import io.ktor.http.content.OutgoingContent
import io.ktor.http.takeFrom
import io.ktor.util.AttributeKey
import io.ktor.utils.io.InternalAPI

/** Goes after redirects, whichever way requests are sent. */
internal class RedirectFollower(
    private val policy: RedirectPolicy,
) {
    private val rules = RedirectRules(policy.sensitiveHeaders)

    /**
     * Uses [send] for [first], whose body is content already, and for every request that follows from it; returns the
     * last response, and gives all others to [discard].
     *
     * @throws TooManyRedirectsException with no response left open
     * @throws RedirectRefusedException with no response left open
     */
    suspend inline fun follow(
        first: HttpRequestBuilder,
        send: (HttpRequestBuilder) -> HttpResponse,
        discard: (HttpResponse) -> Unit,
    ): HttpResponse {
        var request = first
        var response = send(request)
        while (true) {
            val decision = decide(request, response)
            if (decision === RedirectDecision.Return) return response
            discard(response)
            request = next(request, response, decision)
            response = send(request)
        }
    }

    private fun decide(
        request: HttpRequestBuilder,
        response: HttpResponse,
    ): RedirectDecision {
        val status = response.status.value
        if (!RedirectRules.isRedirect(status) || !isFollowed(request)) return RedirectDecision.Return
        val isRepeatable = isInMemory(request.body as OutgoingContent)
        return rules.decide(
            RedirectedRequest(request.method, request.url.build(), request.headers.build(), isRepeatable),
            status,
            response.headers.getAll(HttpHeaders.Location).orEmpty(),
        )
    }

    /** Nobody expects a WebSocket to open anywhere else; browsers do not follow there either. */
    @OptIn(InternalAPI::class)
    private fun isFollowed(request: HttpRequestBuilder): Boolean =
        RedirectsFollowedElsewhere !in request.attributes && request.body !is ClientUpgradeContent &&
            request.attributes.getOrNull(RequestRotation.Key)?.followRedirects ?: policy.follow

    private fun next(
        redirected: HttpRequestBuilder,
        response: HttpResponse,
        decision: RedirectDecision,
    ): HttpRequestBuilder {
        val from = response.request.url
        if (decision is RedirectDecision.Refuse) {
            throw RedirectRefusedException(decision.reason, response.status.value, from.origin)
        }
        val before = redirected.attributes.getOrNull(RedirectsKey).orEmpty()
        if (before.size >= policy.maxRedirects) throw TooManyRedirectsException(policy.maxRedirects, from.origin)
        return request(redirected, decision as RedirectDecision.Follow).apply {
            attributes.put(RedirectsKey, before + from.withoutUser())
            RedirectTrail.lead(this)
        }
    }

    /** With the same job as the one that was [redirected], so that it is cancelled like that. */
    @OptIn(InternalAPI::class)
    private fun request(
        redirected: HttpRequestBuilder,
        decision: RedirectDecision.Follow,
    ): HttpRequestBuilder =
        HttpRequestBuilder().apply {
            takeFromWithExecutionContext(redirected)
            method = decision.method
            url.takeFrom(decision.url)
            headers.clear()
            headers.appendAll(decision.headers)
            if (!decision.keepsBody) setBody(EmptyContent)
        }
}

internal val RedirectsKey = AttributeKey<List<Url>>("dev.proxyrotator.Redirects")
