package dev.proxyrotator.engine.http1

private const val SWITCHING_PROTOCOLS = 101
private val INTERIM = 100..199

/** Decodes the responses of one connection, one after the other. After an error it must not be used any more. */
internal class ResponseDecoder(
    limits: Http1Limits = Http1Limits.Default,
) {
    private enum class State { IDLE, HEAD, LENGTH, CHUNKED, UNTIL_CLOSE, COMPLETE, SWITCHED }

    private val framing = FramingFields()
    private val heads = HeadDecoder(limits, framing)
    private val chunks = ChunkedDecoder(limits)
    private var state = State.IDLE
    private var isHead = false
    private var upgrade: String? = null
    private var remaining = 0L
    private var isReusable = false

    /**
     * Prepares for the response to the next request, which was a HEAD if [isHead] and, if [upgrade] is not `null`, asked
     * for another protocol with this value of `Upgrade`.
     */
    fun start(
        isHead: Boolean,
        upgrade: String? = null,
    ) {
        this.isHead = isHead
        this.upgrade = upgrade
        state = State.HEAD
        remaining = 0
        isReusable = false
        heads.clear()
    }

    /** Whether at least one byte of the response has come; empty lines do not count. */
    val hasStarted: Boolean get() = state != State.IDLE && heads.hasStarted

    /** Whether the head of the final response has come. */
    val hasHead: Boolean get() = state > State.HEAD

    val isComplete: Boolean get() = state == State.COMPLETE

    /** Whether the connection speaks the protocol asked for from now on: what follows is no HTTP any more. */
    val isSwitched: Boolean get() = state == State.SWITCHED

    /** Whether the connection may carry another request after this complete response. */
    val keepsConnection: Boolean get() = isComplete && isReusable

    /** How long the peer says it keeps the connection when idle, in seconds, or `null`. */
    val keepAliveSeconds: Int? get() = framing.keepAliveSeconds

    /** Payload bytes still to come, or `null` when nobody knows. */
    val remainingLength: Long?
        get() =
            when (state) {
                State.LENGTH -> remaining
                State.COMPLETE -> 0
                else -> null
            }

    /**
     * Takes bytes from [start] up to at most [end] and returns the index after the last one taken: [end], or less when the
     * message is complete before, or was the last one of this protocol; what follows does not belong to it.
     *
     * @throws MalformedMessageException when the bytes are not HTTP or their end is in doubt
     */
    fun decode(
        bytes: ByteArray,
        start: Int,
        end: Int,
        sink: ResponseSink,
    ): Int {
        var at = start
        while (at < end && state != State.IDLE && state < State.COMPLETE) {
            at =
                when (state) {
                    State.HEAD -> takeHead(bytes, at, end, sink)
                    State.LENGTH -> takeLength(bytes, at, end, sink)
                    State.CHUNKED -> takeChunks(bytes, at, end, sink)
                    else -> end.also { sink.onBody(bytes, at, end) }
                }
        }
        return at
    }

    /**
     * The peer closed, which completes a body that ends so; does nothing when the response is complete already.
     *
     * @throws TruncatedMessageException when the message is not complete
     */
    fun endOfInput(sink: ResponseSink) {
        when (state) {
            State.UNTIL_CLOSE -> complete(sink)
            State.COMPLETE, State.SWITCHED -> Unit
            else -> throw TruncatedMessageException(truncation())
        }
    }

    private fun truncation(): String =
        when {
            !hasStarted -> "the connection was closed before a response came"
            state == State.HEAD -> "the connection was closed inside the head of the response"
            state == State.LENGTH -> "the connection was closed $remaining bytes before the end of the body"
            else -> "the connection was closed before the last chunk of the body was complete"
        }

    private fun takeHead(
        bytes: ByteArray,
        start: Int,
        end: Int,
        sink: ResponseSink,
    ): Int {
        val at = heads.decode(bytes, start, end)
        val head = heads.head ?: return at
        val status = head.status.value
        when (status) {
            SWITCHING_PROTOCOLS -> {
                switch(head, sink)
            }

            in INTERIM -> {
                heads.continueAfterInterim()
                sink.onInterim(head)
            }

            else -> {
                begin(head, sink)
            }
        }
        return at
    }

    private fun switch(
        head: ResponseHead,
        sink: ResponseSink,
    ) {
        checkProtocolSwitch(head.headers, upgrade)
        state = State.SWITCHED
        sink.onHead(head, BodyFraming.None)
    }

    private fun begin(
        head: ResponseHead,
        sink: ResponseSink,
    ) {
        val status = head.status.value
        val end = framing.framing(head.version, status, isHead)
        isReusable = framing.keepsConnection(head.version, status, end)
        state =
            when (end) {
                BodyFraming.None -> State.COMPLETE
                BodyFraming.Chunked -> State.CHUNKED.also { chunks.clear() }
                BodyFraming.UntilClose -> State.UNTIL_CLOSE
                is BodyFraming.Length -> State.LENGTH.also { remaining = end.bytes }
            }
        sink.onHead(head, end)
        if (state == State.COMPLETE) sink.onComplete()
    }

    private fun takeLength(
        bytes: ByteArray,
        start: Int,
        end: Int,
        sink: ResponseSink,
    ): Int {
        val count = minOf(remaining, (end - start).toLong()).toInt()
        remaining -= count
        sink.onBody(bytes, start, start + count)
        if (remaining == 0L) complete(sink)
        return start + count
    }

    private fun takeChunks(
        bytes: ByteArray,
        start: Int,
        end: Int,
        sink: ResponseSink,
    ): Int {
        val at = chunks.decode(bytes, start, end, sink)
        if (chunks.isComplete) complete(sink)
        return at
    }

    private fun complete(sink: ResponseSink) {
        state = State.COMPLETE
        sink.onComplete()
    }
}
