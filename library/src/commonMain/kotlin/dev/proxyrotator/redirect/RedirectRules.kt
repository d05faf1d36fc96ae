package dev.proxyrotator.redirect

import dev.proxyrotator.failure.RedirectRefusedException.Reason
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.URLBuilder
import io.ktor.http.Url

/** The request that was answered with a redirect. */
internal class RedirectedRequest(
    val method: HttpMethod,
    val url: Url,
    val headers: Headers,
    /** Whether its body, if it has one, can be sent again. */
    val isRepeatable: Boolean,
)

/** What follows from a response. */
internal sealed interface RedirectDecision {
    /** Another request, with the same body or with none. */
    class Follow(
        val method: HttpMethod,
        val url: Url,
        val headers: Headers,
        val keepsBody: Boolean,
    ) : RedirectDecision

    /** The response is the answer. */
    data object Return : RedirectDecision

    /** The redirect is an error. */
    class Refuse(
        val reason: Reason,
    ) : RedirectDecision
}

/** What a redirect leads to (RFC 9110 §15.4); headers called [sensitive], in lower case, stay with their origin. */
internal class RedirectRules(
    private val sensitive: Set<String>,
) {
    fun decide(
        request: RedirectedRequest,
        status: Int,
        locations: List<String>,
    ): RedirectDecision {
        val location = locations.firstOrNull()
        return when {
            !isRedirect(status) || location.isNullOrEmpty() -> RedirectDecision.Return

            locations.any { it != location } -> RedirectDecision.Refuse(Reason.SEVERAL_LOCATIONS)

            else ->
                when (val target = RedirectTarget.of(request.url, location)) {
                    is RedirectTarget.Refused -> RedirectDecision.Refuse(target.reason)
                    is RedirectTarget.Found -> follow(request, status, target.url)
                }
        }
    }

    private fun follow(
        request: RedirectedRequest,
        status: Int,
        target: Url,
    ): RedirectDecision {
        val method = methodAfter(request.method, status)
        val keepsBody = method == request.method
        if (keepsBody && !request.isRepeatable) return RedirectDecision.Refuse(Reason.BODY)
        val headers = request.headers.afterRedirect(!isSameOrigin(request.url, target), keepsBody, sensitive)
        return RedirectDecision.Follow(method, target, headers, keepsBody)
    }

    private fun methodAfter(
        method: HttpMethod,
        status: Int,
    ): HttpMethod =
        when {
            status == SEE_OTHER && method != HttpMethod.Head -> HttpMethod.Get
            (status == MOVED_PERMANENTLY || status == FOUND) && method == HttpMethod.Post -> HttpMethod.Get
            else -> method
        }

    companion object {
        private const val MOVED_PERMANENTLY = 301
        private const val FOUND = 302
        private const val SEE_OTHER = 303
        private const val TEMPORARY_REDIRECT = 307
        private const val PERMANENT_REDIRECT = 308

        fun isRedirect(status: Int): Boolean =
            status in MOVED_PERMANENTLY..SEE_OTHER || status == TEMPORARY_REDIRECT || status == PERMANENT_REDIRECT
    }
}

/** Whether both are of the same origin beyond doubt (RFC 6454 §4): of two spellings of a host, only the case is ignored. */
internal fun isSameOrigin(
    one: Url,
    other: Url,
): Boolean =
    one.port == other.port && one.protocol == other.protocol && one.host.equals(other.host, ignoreCase = true)

/** Whose this URL is and nothing else of it, for errors. */
internal val Url.origin: String get() = "${protocol.name}://$host" + if (port == protocol.defaultPort) "" else ":$port"

/** This URL without a user name and a password, which are nobody's business once it was asked. */
internal fun Url.withoutUser(): Url =
    if (user == null && password == null) {
        this
    } else {
        URLBuilder(this)
            .apply {
                user = null
                password = null
            }.build()
    }
