package dev.proxyrotator.engine.http1

import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode

private const val FIRST_CAPACITY = 32

/**
 * Decodes status lines and header sections, those of interim responses too, within [limits].
 *
 * @param framing takes note of the fields that frame the body, unless there is nobody to ask it.
 */
internal class HeadDecoder(
    private val limits: Http1Limits,
    private val framing: FramingFields? = null,
) {
    private val reader = LineReader()
    private val line = FieldLine()
    private var version: HttpProtocolVersion? = null
    private var status = HttpStatusCode.OK
    private var fields = arrayOfNulls<String>(FIRST_CAPACITY)
    private var fieldsSize = 0
    private var bytesSoFar = 0
    private var linesSoFar = 0
    private var emptyLines = 0
    private var interims = 0

    /** Whether anything but empty lines has come since [clear]. */
    var hasStarted = false
        private set

    /** The head, once [decode] has come to its end. */
    var head: ResponseHead? = null
        private set

    /** Prepares for the response to the next request. */
    fun clear() {
        reader.clear()
        bytesSoFar = 0
        linesSoFar = 0
        interims = 0
        hasStarted = false
        beginHead()
    }

    /** Prepares for the head behind that of an interim response, within the same limits. */
    fun continueAfterInterim() {
        interims++
        if (interims > limits.interimResponses) malformed("more than ${limits.interimResponses} interim responses")
        beginHead()
    }

    private fun beginHead() {
        head = null
        version = null
        fieldsSize = 0
        emptyLines = 0
        framing?.clear()
    }

    /** Reads until [head] is there or the input ends; returns the index after the last byte read. */
    fun decode(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        var at = start
        while (at < end && head == null) {
            at = reader.read(bytes, at, end)
            if (reader.hasLine) takeLine() else checkUnfinished()
        }
        return at
    }

    private fun takeLine() {
        bytesSoFar += reader.length
        checkSize(bytesSoFar, reader.end - reader.start)
        when {
            reader.end > reader.start && version == null -> takeStatusLine()
            reader.end > reader.start -> takeFieldLine()
            version == null -> takeEmptyLine()
            else -> finish()
        }
    }

    private fun checkUnfinished() {
        val size = reader.unfinished
        // One byte may be the CR of the line's end.
        checkSize(bytesSoFar + size, size - 1)
        if (version != null || size == 0) return
        if (reader.array[reader.start].toInt() != CARRIAGE_RETURN) {
            hasStarted = true
            unexpectedStart(reader.array, reader.start, reader.end)?.let { malformed(it) }
        } else if (size > 1) {
            malformed("a bare CR before the status line")
        }
    }

    private fun checkSize(
        headSize: Int,
        lineSize: Int,
    ) {
        if (version == null && lineSize > limits.statusLine) {
            malformed("a status line of more than ${limits.statusLine} bytes")
        }
        if (lineSize > limits.headerLine) {
            malformed("header line ${linesSoFar + 1} has more than ${limits.headerLine} bytes")
        }
        if (headSize > limits.head) malformed("a response head of more than ${limits.head} bytes")
    }

    private fun takeEmptyLine() {
        emptyLines++
        if (emptyLines >
            limits.emptyLines
        ) {
            malformed("more than ${limits.emptyLines} empty lines before the status line")
        }
    }

    private fun takeStatusLine() {
        hasStarted = true
        version = readVersion(reader.array, reader.start, reader.end)
        status = readStatus(reader.array, reader.start, reader.end)
    }

    private fun takeFieldLine() {
        linesSoFar++
        if (linesSoFar > limits.headerLines) malformed("more than ${limits.headerLines} header lines")
        val bytes = reader.array
        line.parse(bytes, reader.start, reader.end)?.let { malformed("header line $linesSoFar $it") }
        val known = KnownField.find(bytes, reader.start, line.nameEnd, line.nameHash)
        val value = latin1(bytes, line.valueStart, line.valueEnd, line.isAscii)
        if (known != null) framing?.take(known, value)
        if (fieldsSize == fields.size) fields = fields.copyOf(fields.size * 2)
        fields[fieldsSize++] = KnownField.nameOf(known, bytes, reader.start, line.nameEnd)
        fields[fieldsSize++] = value
    }

    private fun finish() {
        val lines = fields
        val headers = if (fieldsSize == 0) ResponseHeaders.Empty else ResponseHeaders(Array(fieldsSize) { lines[it]!! })
        lines.fill(null, 0, fieldsSize)
        if (lines.size > FIRST_CAPACITY * 2) fields = arrayOfNulls(FIRST_CAPACITY)
        reader.clear()
        head = ResponseHead(checkNotNull(version), status, headers)
    }
}
