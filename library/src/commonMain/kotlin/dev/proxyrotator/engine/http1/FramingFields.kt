package dev.proxyrotator.engine.http1

import io.ktor.http.HttpProtocolVersion

private const val CHUNKED = "chunked"
private const val NO_CONTENT = 204
private const val NOT_MODIFIED = 304

/** The fields of a response that say where its body ends and whether the connection outlives it. */
internal class FramingFields {
    private var length = -1L
    private var lengthDigits = 0
    private var isChunked = false
    private var saysClose = false
    private var saysKeepAlive = false

    /** `Keep-Alive: timeout`, in seconds, or `null`. */
    var keepAliveSeconds: Int? = null
        private set

    fun clear() {
        length = -1
        isChunked = false
        saysClose = false
        saysKeepAlive = false
        keepAliveSeconds = null
    }

    /** Takes note of a header line; @throws MalformedMessageException when it leaves the end of the body in doubt. */
    fun take(
        field: KnownField,
        value: String,
    ) {
        when (field) {
            KnownField.CONTENT_LENGTH -> takeLength(value)
            KnownField.TRANSFER_ENCODING -> takeTransferEncoding(value)
            KnownField.CONNECTION, KnownField.PROXY_CONNECTION -> takeConnection(value)
            KnownField.KEEP_ALIVE -> takeKeepAlive(value)
            else -> Unit
        }
    }

    private fun takeLength(value: String) =
        forEachElement(value) { start, end ->
            val number = decimalOrMinusOne(value, start, end)
            if (number < 0) malformed("a Content-Length that is not a decimal number of bytes")
            // 030 and 30 are one number, but not to every reader on the way.
            val differs = length >= 0 && (number != length || end - start != lengthDigits)
            if (differs) malformed("Content-Length given twice, with different values")
            length = number
            lengthDigits = end - start
        }

    private fun takeTransferEncoding(value: String) =
        forEachElement(value) { start, end ->
            if (isChunked) malformed("a Transfer-Encoding of more than one coding")
            if (!isElement(value, start, end, CHUNKED)) malformed("a Transfer-Encoding other than chunked")
            isChunked = true
        }

    private fun takeConnection(value: String) =
        forEachElement(value) { start, end ->
            if (isElement(value, start, end, "close")) saysClose = true
            if (isElement(value, start, end, "keep-alive")) saysKeepAlive = true
        }

    private fun takeKeepAlive(value: String) =
        forEachElement(value) { start, end ->
            val equals = value.indexOf('=', start)
            if (equals in start until end) {
                val number = decimalOrMinusOne(value, equals + 1, end)
                if (number == 0L) saysClose = true
                if (number >= 0 && isElement(value, start, equals, "timeout")) {
                    keepAliveSeconds = minOf(number, Int.MAX_VALUE.toLong()).toInt()
                }
            }
        }

    /** Where the body of a final response ends (RFC 9112, 6.3). */
    fun framing(
        version: HttpProtocolVersion,
        status: Int,
        isHead: Boolean,
    ): BodyFraming {
        if (isChunked &&
            version != HttpProtocolVersion.HTTP_1_1
        ) {
            malformed("a Transfer-Encoding in an HTTP/1.0 response")
        }
        return when {
            isHead || isWithoutBody(status) -> BodyFraming.None
            isChunked -> BodyFraming.Chunked
            length == 0L -> BodyFraming.None
            length > 0 -> BodyFraming.Length(length)
            else -> BodyFraming.UntilClose
        }
    }

    /** Whether another request may follow a response with this [framing] (RFC 9112, 9.3). */
    fun keepsConnection(
        version: HttpProtocolVersion,
        status: Int,
        framing: BodyFraming,
    ): Boolean {
        val isAsked = !saysClose && (saysKeepAlive || version == HttpProtocolVersion.HTTP_1_1)
        return isAsked && framing != BodyFraming.UntilClose && !isDoubtful(status)
    }

    // What a peer means by these is not sure enough to read a next response behind them.
    private fun isDoubtful(status: Int): Boolean =
        (isChunked && (length >= 0 || isWithoutBody(status))) || (length > 0 && status == NO_CONTENT)
}

private fun isWithoutBody(status: Int): Boolean = status == NO_CONTENT || status == NOT_MODIFIED
