package dev.proxyrotator.defaults

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.http.HttpHeaders
import io.ktor.http.Url

/**
 * What every request of a rotator begins with. A request's own value always comes first. Nothing of it follows a redirect
 * to another origin but what says no more than which client this is.
 */
public class RequestDefaults internal constructor(
    private val base: BaseUrl? = null,
    private val fields: List<DefaultHeader> = emptyList(),
    private val authorization: String? = null,
    /** Whether a response with a status other than 2xx is an exception. Default `false`. */
    public val expectSuccess: Boolean = false,
) {
    /** What URLs without a host are appended to, with exactly one slash in between; `null`, the default, for none. */
    public val baseUrl: Url? get() = base?.url

    /** The names of the default header fields, `User-Agent` included. Default none. */
    public val headerNames: List<String> get() = fields.map { it.name }.distinctBy { it.lowercase() }

    /** Whether requests bring credentials for the target. Default `false`. */
    public val hasAuthorization: Boolean get() = authorization != null

    private val isEmpty = base == null && fields.isEmpty() && authorization == null

    internal fun applyTo(request: HttpRequestBuilder) {
        if (isEmpty) return
        if (request.url.host.isEmpty()) base?.appendTo(request.url)
        val isAtHome = base == null || base.hasOriginOf(request.url)
        for (name in headerNames) {
            if (name in request.headers) continue
            val sent = fields.filter { it.name.equals(name, ignoreCase = true) && (isAtHome || !it.isForHomeAlone) }
            sent.forEach { request.headers.append(it.name, it.value) }
        }
        if (authorization != null && isAtHome && HttpHeaders.Authorization !in request.headers) {
            request.headers[HttpHeaders.Authorization] = authorization
        }
    }

    /** Names of header fields, no values. */
    override fun toString(): String =
        "RequestDefaults(baseUrl=$baseUrl, headers=$headerNames, hasAuthorization=$hasAuthorization, " +
            "expectSuccess=$expectSuccess)"
}
