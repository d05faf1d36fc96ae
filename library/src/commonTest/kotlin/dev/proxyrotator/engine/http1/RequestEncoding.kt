package dev.proxyrotator.engine.http1

import io.ktor.client.request.HttpRequestData
import io.ktor.client.utils.EmptyContent
import io.ktor.http.HttpMethod
import io.ktor.http.Url
import io.ktor.http.content.OutgoingContent
import io.ktor.util.Attributes
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.Job

/** A request as an engine gets it, with headers that Ktor's own builder would have refused in the first place. */
@OptIn(InternalAPI::class)
internal fun request(
    url: Url,
    vararg fields: Pair<String, String>,
    method: HttpMethod = HttpMethod.Get,
    body: OutgoingContent = EmptyContent,
): HttpRequestData {
    val lines = fields.flatMap { (name, value) -> listOf(name, value) }.toTypedArray()
    return HttpRequestData(url, method, ResponseHeaders(lines), body, Job(), Attributes())
}

internal fun request(
    url: String,
    vararg fields: Pair<String, String>,
    method: HttpMethod = HttpMethod.Get,
    body: OutgoingContent = EmptyContent,
): HttpRequestData = request(Url(url), *fields, method = method, body = body)

/** The head of [request] as text. */
internal fun encoded(
    request: HttpRequestData,
    form: RequestForm = RequestForm.ORIGIN,
    framing: BodyFraming = requestFraming(request.body, request.headers),
    proxyAuthorization: String? = null,
): String {
    val out = HeadBuffer()
    encodeRequestHead(out, request, Authority.of(request.url), form, framing, proxyAuthorization)
    return text(out.toByteArray())
}

/** The lines of the head of [request] behind the request line and `Host`, without the default `User-Agent`. */
internal fun fieldLines(
    request: HttpRequestData,
    framing: BodyFraming = requestFraming(request.body, request.headers),
): List<String> {
    val lines = encoded(request, framing = framing).split("\r\n")
    check(lines.takeLast(2) == listOf("", "")) { "no empty line at the end: $lines" }
    return lines.drop(2).dropLast(2) - "User-Agent: ktor-client"
}
