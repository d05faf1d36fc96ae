package dev.proxyrotator.event

import dev.proxyrotator.proxy.Proxy
import kotlin.time.Duration
import kotlin.time.DurationUnit

/** One line of `key=value` pairs, which stays one line whatever is in the values. */
internal class EventLine(
    kind: String,
) {
    private val text = StringBuilder(kind)

    /** Leaves out what is `null`. */
    fun put(
        key: String,
        value: Any?,
    ): EventLine {
        if (value != null) {
            text.append(' ').append(key).append('=')
            append(value.toString())
        }
        return this
    }

    fun millis(
        key: String,
        duration: Duration?,
    ): EventLine = put("${key}_ms", duration?.toString(DurationUnit.MILLISECONDS, DECIMALS)?.removeSuffix("ms"))

    fun proxy(proxy: Proxy): EventLine = put("proxy", proxy).put("id", proxy.id)

    /** The class alone: messages of errors from elsewhere may show the whole URL of a request. */
    fun error(error: Throwable?): EventLine =
        put("error", error?.let(::nameOf)).put("cause", error?.cause?.let(::nameOf))

    fun timings(timings: AttemptTimings): EventLine =
        millis("waiting", timings.waiting)
            .put("reused", timings.isConnectionReused)
            .millis("connect", timings.connect)
            .millis("handshake", timings.handshake)
            .millis("tls", timings.tls)
            .millis("first_byte", timings.firstByte)
            .millis("body", timings.body)

    override fun toString(): String = text.toString()

    private fun nameOf(error: Throwable) = error::class.simpleName ?: "anonymous"

    private fun append(value: String) {
        if (value.isNotEmpty() && value.length <= MAX_LENGTH && value.all(::isPlain)) {
            text.append(value)
            return
        }
        text.append('"')
        value.take(MAX_LENGTH).forEach(::appendQuoted)
        if (value.length > MAX_LENGTH) text.append('…')
        text.append('"')
    }

    private fun appendQuoted(char: Char) {
        when {
            char == '"' || char == '\\' -> text.append('\\').append(char)
            char.isISOControl() || char in LINE_SEPARATORS -> text.append('?')
            else -> text.append(char)
        }
    }

    private fun isPlain(char: Char) =
        char != '"' && char != '\\' && char != '=' && !char.isWhitespace() && !char.isISOControl()

    private companion object {
        const val DECIMALS = 3
        const val MAX_LENGTH = 500
        const val LINE_SEPARATORS = "\u2028\u2029"
    }
}
