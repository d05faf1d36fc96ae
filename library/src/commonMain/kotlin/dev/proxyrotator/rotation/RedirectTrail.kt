package dev.proxyrotator.rotation

import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.redirect.isSameOrigin
import dev.proxyrotator.retry.AttemptBudget
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.URLBuilder
import io.ktor.http.URLParserException
import io.ktor.http.Url
import io.ktor.http.takeFrom
import io.ktor.util.AttributeKey
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/**
 * Where a request was redirected to. Ktor's plugins send copies of a request, one after the other; this is in the
 * attributes of all of them.
 */
internal class RedirectTrail {
    /**
     * What the request for [target] inherits from the one that was redirected there: it leaves through the same proxy if
     * that is free, and shares its deadline and its budgets, so that ten hops of four attempts stay one call.
     */
    class Hop(
        val exit: ProxyId,
        val started: ComparableTimeMark,
        /** The limit of the whole call, from [started] on. */
        val timeout: Duration,
        val budget: AttemptBudget,
        /** Where the first of them was sent. */
        val home: Url,
        /** `null` where a `Location` leads nowhere. */
        val target: Url?,
    ) {
        /** Whether [target] is another origin than [home], which is not to have what was meant for that. */
        val leadsAway: Boolean
            get() = target == null || !isSameOrigin(home, target)

        fun to(target: Url) = Hop(exit, started, timeout, budget, home, target)
    }

    private var hop: Hop? = null

    companion object {
        private val Key = AttributeKey<RedirectTrail>("dev.proxyrotator.RedirectTrail")
        private val REDIRECTS = 300..399

        /** To be called once for each request of a user that passes through plugins, which may copy it. */
        fun begin(request: HttpRequestBuilder) = request.attributes.put(Key, RedirectTrail())

        /** `null` for a request that follows no redirect: the first one, or one that another plugin repeats. */
        fun leftTo(data: HttpRequestData): Hop? =
            data.attributes
                .getOrNull(Key)
                ?.hop
                ?.takeIf { it.target == data.url }

        fun leave(
            data: HttpRequestData,
            status: Int,
            headers: Headers,
            hop: (target: Url?) -> Hop,
        ) {
            val location = if (status in REDIRECTS) headers[HttpHeaders.Location] else null
            if (location == null) {
                data.attributes.getOrNull(Key)?.hop = null
            } else {
                val trail = data.attributes.computeIfAbsent(Key) { RedirectTrail() }
                trail.hop = hop(targetOf(data.url, location))
            }
        }

        /** To be called when the request that was answered last, of which [next] is made, is redirected to its URL. */
        fun lead(next: HttpRequestBuilder) {
            val trail = next.attributes.getOrNull(Key) ?: return
            trail.hop = trail.hop?.to(next.url.build())
        }

        /** As Ktor's plugin for redirects resolves it, so that the next request is recognised by it. */
        private fun targetOf(
            url: Url,
            location: String,
        ): Url? =
            try {
                URLBuilder(url)
                    .apply {
                        parameters.clear()
                        takeFrom(location)
                    }.build()
            } catch (_: URLParserException) {
                null
            }
    }
}
