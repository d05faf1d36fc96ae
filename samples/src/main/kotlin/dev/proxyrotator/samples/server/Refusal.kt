package dev.proxyrotator.samples.server

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import io.ktor.http.ContentType
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.http.headers
import io.ktor.http.withCharset
import kotlin.time.Duration

/**
 * An answer of this server's own: a [status], a sentence, and for machines a `Proxy-Status` (RFC 9209). It names neither
 * proxies nor the upstream, which are nobody's business outside.
 */
internal class Refusal(
    override val status: HttpStatusCode,
    sentence: String,
    error: String? = null,
    retryAfter: Duration? = null,
) : OutgoingContent.ByteArrayContent() {
    private val text = "$status: $sentence\n".toByteArray()

    override val contentType: ContentType = ContentType.Text.Plain.withCharset(Charsets.UTF_8)

    override val contentLength: Long = text.size.toLong()

    override val headers: Headers =
        headers {
            // Nobody may have read the body of the request, which is in the way of the next one.
            append(HttpHeaders.Connection, "close")
            if (error != null) append("Proxy-Status", "proxy-server; error=$error")
            if (retryAfter != null) append(HttpHeaders.RetryAfter, "${retryAfter.inWholeSeconds + 1}")
        }

    override fun bytes(): ByteArray = text
}

/** 503 when nobody could be asked, 504 when it took too long, 502 when it went wrong. */
internal fun refusalAfter(failure: ProxyRotatorException): Refusal =
    when (failure) {
        is ProxyPoolEmptyException ->
            Refusal(
                HttpStatusCode.ServiceUnavailable,
                "no proxy can be used now",
                "destination_unavailable",
                failure.earliestRetry,
            )

        is ProxyTimeoutException ->
            Refusal(HttpStatusCode.GatewayTimeout, "the upstream did not answer in time", errorOf(failure.phase))

        is ProxyAuthenticationException ->
            Refusal(HttpStatusCode.BadGateway, "the proxies refuse their credentials", "proxy_configuration_error")

        is ProxyConnectionException -> refusalAfter(failure.attempts.mapNotNull { it.failure })

        else -> Refusal(HttpStatusCode.BadGateway, "the upstream cannot be asked", "proxy_internal_error")
    }

private fun refusalAfter(failures: List<FailureKind>): Refusal {
    val error = ERRORS[failures.last()] ?: "proxy_internal_error"
    val sentence = "the upstream was not reached, in ${failures.size} attempt(s)"
    val isLate = failures.last() == FailureKind.CONNECT_TIMEOUT || failures.last() == FailureKind.RESPONSE_TIMEOUT
    return Refusal(if (isLate) HttpStatusCode.GatewayTimeout else HttpStatusCode.BadGateway, sentence, error)
}

private fun errorOf(phase: ProxyTimeoutException.Phase) =
    when (phase) {
        ProxyTimeoutException.Phase.CONNECT, ProxyTimeoutException.Phase.HANDSHAKE -> "connection_timeout"
        ProxyTimeoutException.Phase.TLS -> "connection_timeout"
        else -> "http_response_timeout"
    }

private val ERRORS =
    mapOf(
        FailureKind.PROXY_NAME to "dns_error",
        FailureKind.CONNECT to "connection_refused",
        FailureKind.CONNECT_TIMEOUT to "connection_timeout",
        FailureKind.TUNNEL to "destination_unavailable",
        FailureKind.TLS to "tls_protocol_error",
        FailureKind.PROTOCOL to "http_protocol_error",
        FailureKind.CONNECTION_LOST to "connection_terminated",
        FailureKind.RESPONSE_TIMEOUT to "http_response_timeout",
    )
