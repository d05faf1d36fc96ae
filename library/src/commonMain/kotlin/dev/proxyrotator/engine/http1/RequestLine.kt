package dev.proxyrotator.engine.http1

import io.ktor.client.request.HttpRequestData
import io.ktor.http.HttpMethod
import io.ktor.http.Url

/** Puts method, target and version (RFC 9112, 3). Of the URL neither user info nor fragment are sent. */
internal fun encodeRequestLine(
    out: HeadBuffer,
    request: HttpRequestData,
    authority: Authority,
    form: RequestForm,
) {
    val method = request.method
    require(method.value != "CONNECT") { "The method CONNECT is for tunnels, which are made as needed" }
    require(out.token(method.value)) { "The method of the request is not a token (RFC 9110, 5.6.2)" }
    out.ascii(" ")
    encodeTarget(out, request, authority, form)
    out.ascii(" HTTP/1.1").lineEnd()
}

/** The request target as [encodeRequestLine] puts it; @throws IllegalArgumentException as that does */
internal fun requestTarget(
    request: HttpRequestData,
    authority: Authority,
    form: RequestForm,
): String {
    val out = HeadBuffer()
    encodeTarget(out, request, authority, form)
    return latin1(out.array, 0, out.size, isAscii = true)
}

private fun encodeTarget(
    out: HeadBuffer,
    request: HttpRequestData,
    authority: Authority,
    form: RequestForm,
) {
    if (form == RequestForm.ABSOLUTE) {
        require(!authority.isSecure) { "A request for an https URL goes through a tunnel, not in absolute form" }
        out.ascii("http://").ascii(authority.hostHeader)
    }
    val isServerWide = request.method == HttpMethod.Options && isServerWide(request.url)
    if (!isServerWide) {
        encodePathAndQuery(out, request.url)
    } else if (form == RequestForm.ORIGIN) {
        out.ascii("*")
    }
}

// RFC 9110, 9.3.7. In absolute form no path at all means the same (RFC 9112, 3.2.4).
private fun isServerWide(url: Url): Boolean {
    val path = url.encodedPath
    return (path.isEmpty() || path == "*" || path == "/*") && url.encodedQuery.isEmpty() && !url.trailingQuery
}

private fun encodePathAndQuery(
    out: HeadBuffer,
    url: Url,
) {
    val path = url.encodedPath
    // Without the slash the path would go on where the host ends.
    if (!path.startsWith('/')) out.ascii("/")
    require(out.visible(path)) { TARGET_FLAW }
    val query = url.encodedQuery
    if (query.isNotEmpty() || url.trailingQuery) out.ascii("?")
    require(out.visible(query)) { TARGET_FLAW }
}

private const val TARGET_FLAW =
    "The path or the query of the request's URL has a character that must be percent-encoded"
