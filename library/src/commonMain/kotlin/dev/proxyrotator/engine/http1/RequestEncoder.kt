package dev.proxyrotator.engine.http1

import dev.proxyrotator.engine.asksForUpgrade
import dev.proxyrotator.engine.isAskedByItsBody
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.content.OutgoingContent
import io.ktor.util.appendFiltered

private const val USER_AGENT = "User-Agent: ktor-client"

/**
 * Puts the whole head of a request, checked, into [out]: `Host` first, then the fields in the order of the request's
 * headers, those of its body, and those that frame it. Nothing is sent before it is complete, so after an error nothing
 * has reached the wire.
 *
 * @param framing how the body is sent, see [requestFraming].
 * @param proxyAuthorization the value of `Proxy-Authorization`; the request's headers cannot have one.
 * @param acceptEncoding the value of `Accept-Encoding` for a request without one.
 * @throws IllegalArgumentException naming the part that cannot be sent and never its value
 */
internal fun encodeRequestHead(
    out: HeadBuffer,
    request: HttpRequestData,
    authority: Authority,
    form: RequestForm,
    framing: BodyFraming,
    proxyAuthorization: String? = null,
    acceptEncoding: String? = null,
) {
    encodeRequestLine(out, request, authority, form)
    encodeHost(out, request, authority, form)
    val headers = request.headers
    val body = request.body
    if (HttpHeaders.UserAgent !in headers && HttpHeaders.UserAgent !in body.headers) out.ascii(USER_AGENT).lineEnd()
    val fields = RequestFields(out, framing, request.asksForUpgrade)
    val own = if (request.isAskedByItsBody) headers.without(body.headers) else headers
    own.forEach(fields::encode)
    encodeFieldsOfBody(fields, own, body)
    if (acceptEncoding != null) fields.encodeLine(HttpHeaders.AcceptEncoding, acceptEncoding)
    encodeFraming(out, framing, request.method)
    if (proxyAuthorization != null) fields.encodeLine(HttpHeaders.ProxyAuthorization, proxyAuthorization)
    out.lineEnd()
}

private fun Headers.without(others: Headers): Headers =
    Headers.build { appendFiltered(this@without) { name, _ -> name !in others } }

private fun encodeFieldsOfBody(
    fields: RequestFields,
    headers: Headers,
    body: OutgoingContent,
) {
    body.headers.forEach { name, values -> if (name !in headers) fields.encode(name, values) }
    val type = body.contentType
    if (type != null && HttpHeaders.ContentType !in headers && HttpHeaders.ContentType !in body.headers) {
        fields.encodeLine(HttpHeaders.ContentType, type.toString())
    }
}

private fun encodeHost(
    out: HeadBuffer,
    request: HttpRequestData,
    authority: Authority,
    form: RequestForm,
) {
    out.ascii("Host: ")
    val own = request.headers.getAll(HttpHeaders.Host)
    if (own == null) {
        out.ascii(authority.hostHeader)
    } else {
        require(own.size == 1) { "The header Host is given more than once" }
        val host = HostField(own[0])
        require(form == RequestForm.ORIGIN || host.names(authority)) {
            "The header Host differs from the URL, by which the proxy routes; leave it out or change the URL"
        }
        out.ascii(if (form == RequestForm.ORIGIN) host.toString() else authority.hostHeader)
    }
    out.lineEnd()
}
