package dev.proxyrotator.defaults

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.http.HeadersBuilder
import io.ktor.http.HttpHeaders
import io.ktor.http.Url

/**
 * What every request of a rotator begins with. A request's own value always comes first. Nothing of it follows a redirect
 * to another origin but `User-Agent`, `Accept…` and `Sec-…`.
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

    /** The names, in lower case, of the fields that no other origin is to have. */
    internal val homeHeaderNames: Set<String>
        get() = fields.map { it.name.lowercase() }.filterNotTo(HashSet(), ::isForEverybody)

    private val isEmpty = base == null && fields.isEmpty() && authorization == null

    internal fun applyTo(request: HttpRequestBuilder) {
        if (isEmpty) return
        if (request.url.host.isEmpty()) base?.appendTo(request.url)
        val isAtHome = base == null || base.hasOriginOf(request.url)
        addFields(request.headers, isAtHome)
        if (isAtHome) addAuthorization(request.headers)
    }

    private fun addFields(
        headers: HeadersBuilder,
        isAtHome: Boolean,
    ) {
        val own = headers.names().toList()
        for (field in fields) {
            val isWanted = isAtHome || !field.isForHomeAlone
            if (isWanted &&
                own.none { it.equals(field.name, ignoreCase = true) }
            ) {
                headers.append(field.name, field.value)
            }
        }
    }

    private fun addAuthorization(headers: HeadersBuilder) {
        if (authorization != null && HttpHeaders.Authorization !in headers) {
            headers[HttpHeaders.Authorization] = authorization
        }
    }

    /** Names of header fields, no values. */
    override fun toString(): String =
        "RequestDefaults(baseUrl=$baseUrl, headers=$headerNames, hasAuthorization=$hasAuthorization, " +
            "expectSuccess=$expectSuccess)"
}
