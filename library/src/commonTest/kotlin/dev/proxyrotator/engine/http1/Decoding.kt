package dev.proxyrotator.engine.http1

/** The bytes of ISO-8859-1 text. */
internal fun wire(text: String): ByteArray = ByteArray(text.length) { text[it].code.toByte() }

/** The ISO-8859-1 text of bytes. */
internal fun text(bytes: ByteArray): String = latin1(bytes, 0, bytes.size, isAscii = false)

/** Lines and the empty one behind them. */
internal fun head(vararg lines: String): String = lines.joinToString("") { "$it\r\n" } + "\r\n"

/** What a decoder made of some bytes; two are equal when a reader could not tell them apart. */
internal data class Decoded(
    val interims: List<Int>,
    val status: Int?,
    val reason: String?,
    val version: String?,
    val headers: List<Pair<String, String>>,
    val framing: BodyFraming?,
    val body: String,
    val isComplete: Boolean,
    val keepsConnection: Boolean,
    val error: String?,
    val consumed: Int,
)

/** Writes down what a decoder finds, and that it finds it in order. */
internal class Recorder : ResponseSink {
    val interims = mutableListOf<ResponseHead>()
    var head: ResponseHead? = null
    var framing: BodyFraming? = null
    val body = HeadBuffer()
    var completions = 0

    override fun onHead(
        head: ResponseHead,
        framing: BodyFraming,
    ) {
        check(this.head == null && completions == 0) { "a second head" }
        this.head = head
        this.framing = framing
    }

    override fun onInterim(head: ResponseHead) {
        check(this.head == null && completions == 0) { "an interim response after the final one" }
        interims += head
    }

    override fun onBody(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        check(head != null && completions == 0 && start < end) { "a body out of place" }
        body.bytes(bytes, start, end)
    }

    override fun onComplete() {
        check(head != null && completions == 0) { "completed twice or without a head" }
        completions++
    }
}

/**
 * Decodes [input], cut before each index of [cuts], and with [closes] the end of the connection. Every piece lies among
 * bytes that would be noticed if they were read.
 */
internal fun decode(
    input: ByteArray,
    cuts: List<Int> = emptyList(),
    isHead: Boolean = false,
    closes: Boolean = false,
    decoder: ResponseDecoder = ResponseDecoder(),
): Decoded {
    val sink = Recorder()
    var consumed = 0
    var error: String? = null
    decoder.start(isHead)
    try {
        (cuts + input.size).fold(0) { start, end ->
            if (!decoder.isComplete) consumed += decodePiece(input, start, end, decoder, sink)
            end
        }
        if (closes) decoder.endOfInput(sink)
    } catch (_: MalformedMessageException) {
        error = "malformed"
        consumed = -1
    } catch (_: TruncatedMessageException) {
        error = "truncated"
    }
    check(sink.completions == if (decoder.isComplete) 1 else 0) { "completed without saying so" }
    return decoded(sink, decoder, error, consumed)
}

private const val MARGIN = 3

private fun decodePiece(
    input: ByteArray,
    start: Int,
    end: Int,
    decoder: ResponseDecoder,
    sink: ResponseSink,
): Int {
    val piece = ByteArray(end - start + 2 * MARGIN) { '\n'.code.toByte() }
    input.copyInto(piece, MARGIN, start, end)
    val after = decoder.decode(piece, MARGIN, piece.size - MARGIN, sink)
    check(decoder.isComplete || after == piece.size - MARGIN) { "stopped inside a message" }
    piece.fill(0)
    return after - MARGIN
}

private fun decoded(
    sink: Recorder,
    decoder: ResponseDecoder,
    error: String?,
    consumed: Int,
): Decoded =
    Decoded(
        interims = sink.interims.map { it.status.value },
        status = sink.head?.status?.value,
        reason = sink.head?.status?.description,
        version = sink.head?.version?.toString(),
        headers =
            sink.head
                ?.headers
                ?.entries()
                .orEmpty()
                .flatMap { (name, values) -> values.map { name to it } },
        framing = sink.framing,
        body = text(sink.body.toByteArray()),
        isComplete = decoder.isComplete,
        keepsConnection = decoder.keepsConnection,
        error = error,
        consumed = consumed,
    )

/** A cut before every byte but the first. */
internal fun byteByByte(input: ByteArray): List<Int> = (1 until input.size).toList()

/** Why [input] is refused; fails if it is not, or only when it comes in one piece or in single bytes. */
internal fun refusal(
    input: String,
    isHead: Boolean = false,
): String {
    val bytes = wire(input)
    val byteWise = decode(bytes, byteByByte(bytes), isHead)
    check(byteWise.error == "malformed") { "accepted byte by byte: $byteWise" }
    val decoder = ResponseDecoder().apply { start(isHead) }
    try {
        decoder.decode(bytes, 0, bytes.size, Recorder())
    } catch (error: MalformedMessageException) {
        val message = checkNotNull(error.message)
        check(message.length <= 200 && message.all { it in ' '..'~' }) { "a message that cannot be printed: $message" }
        return message
    }
    error("accepted in one piece: ${decode(bytes, isHead = isHead)}")
}

/** What [input] is decoded to; fails if it is not a complete message, or is something else in single bytes. */
internal fun accepted(
    input: String,
    isHead: Boolean = false,
    closes: Boolean = false,
): Decoded {
    val bytes = wire(input)
    val whole = decode(bytes, isHead = isHead, closes = closes)
    check(whole.isComplete && whole.error == null) { "not complete: $whole" }
    val byteWise = decode(bytes, byteByByte(bytes), isHead, closes)
    check(whole == byteWise) { "differs byte by byte: $whole, $byteWise" }
    return whole
}
