package dev.proxyrotator.engine.http1

import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod
import io.ktor.http.content.OutgoingContent

private const val CHUNKED = "chunked"
private const val PROTOCOL_UPGRADE =
    "A ProtocolUpgrade is not supported, being for servers; send a ClientUpgradeContent"

/**
 * How the body of a request with these [headers] is sent: with its length when the body or the user's own
 * `Content-Length` tells it, else chunked; chunked too when the user's `Transfer-Encoding` says so.
 *
 * @throws IllegalArgumentException for a protocol upgrade, or a header about the length that cannot be right
 */
internal fun requestFraming(
    body: OutgoingContent,
    headers: Headers,
): BodyFraming {
    val innermost = innermost(body)
    require(innermost !is OutgoingContent.ProtocolUpgrade) { PROTOCOL_UPGRADE }
    if (innermost is OutgoingContent.NoContent) return BodyFraming.None
    val encoding = headers[HttpHeaders.TransferEncoding] ?: body.headers[HttpHeaders.TransferEncoding]
    if (encoding.equals(CHUNKED, ignoreCase = true)) return BodyFraming.Chunked
    val length = body.contentLength ?: userLength(headers) ?: userLength(body.headers) ?: return BodyFraming.Chunked
    require(length >= 0) { "The body of the request says that its length is negative" }
    return if (length == 0L) BodyFraming.None else BodyFraming.Length(length)
}

private tailrec fun innermost(body: OutgoingContent): OutgoingContent =
    if (body is OutgoingContent.ContentWrapper) innermost(body.delegate()) else body

private fun userLength(headers: Headers): Long? = headers[HttpHeaders.ContentLength]?.let(::readUserLength)

private fun readUserLength(text: String): Long {
    val length = decimalOrMinusOne(text, 0, text.length)
    require(length >= 0) { "The header Content-Length is not a decimal number of bytes; leave it out" }
    return length
}

/** Checks a user's own `Content-Length` or `Transfer-Encoding` against how the body is sent. */
internal fun checkUserFraming(
    field: KnownField,
    value: String,
    framing: BodyFraming,
) {
    if (field == KnownField.TRANSFER_ENCODING) {
        require(value.equals(CHUNKED, ignoreCase = true)) {
            "The header Transfer-Encoding can only be chunked; leave it out, the body says how it is sent"
        }
        require(framing == BodyFraming.Chunked) {
            "The header Transfer-Encoding does not fit the request, which has no body of unknown length; leave it out"
        }
    } else {
        val length = if (framing is BodyFraming.Length) framing.bytes else 0
        require(framing != BodyFraming.Chunked && readUserLength(value) == length) {
            "The header Content-Length differs from how the body is sent; leave it out"
        }
    }
}

/** Puts the fields that frame the body (RFC 9112, 6.3). */
internal fun encodeFraming(
    out: HeadBuffer,
    framing: BodyFraming,
    method: HttpMethod,
) {
    when (framing) {
        is BodyFraming.Length -> out.ascii("Content-Length: ").decimal(framing.bytes).lineEnd()

        BodyFraming.Chunked -> out.ascii("Transfer-Encoding: chunked").lineEnd()

        // These are expected to have a body, so an empty one is said to be empty (RFC 9110, 8.6).
        BodyFraming.None -> if (method.isPostLike()) out.ascii("Content-Length: 0").lineEnd()

        BodyFraming.UntilClose -> throw IllegalArgumentException("A request cannot end with its connection")
    }
}

private fun HttpMethod.isPostLike(): Boolean =
    this == HttpMethod.Post || this == HttpMethod.Put || this == HttpMethod.Patch
