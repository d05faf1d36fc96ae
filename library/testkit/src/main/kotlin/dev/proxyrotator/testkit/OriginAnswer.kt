package dev.proxyrotator.testkit

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.toKotlinDuration

/** What an origin answers a request with. */
public sealed interface OriginAnswer {
    /** The status code. */
    public val status: Int

    /** The header fields, names and values, without those that frame the body. */
    public val headers: List<Pair<String, String>>

    /** After [delay] the head and the whole [body], with a `Content-Length` unless [headers] frame it otherwise. */
    public class Whole(
        /** All of the body. Default: none. */
        public val body: ByteArray = ByteArray(0),
        override val status: Int = 200,
        override val headers: List<Pair<String, String>> = emptyList(),
        internal val delay: Duration = Duration.ZERO,
    ) : OriginAnswer {
        /** [text] in UTF-8, as `text/plain`. */
        @JvmOverloads
        public constructor(text: String, status: Int = 200) :
            this(text.toByteArray(), status, listOf("Content-Type" to "text/plain; charset=utf-8"))

        /** The same for Java. */
        @JvmOverloads
        public constructor(
            body: ByteArray,
            status: Int,
            headers: Map<String, String>,
            delay: java.time.Duration = java.time.Duration.ZERO,
        ) : this(body, status, headers.toList(), delay.toKotlinDuration())
    }

    /** One chunk for each of [chunks], in chunked transfer coding. */
    public class Chunked
        @JvmOverloads
        constructor(
            internal val chunks: List<ByteArray>,
            override val status: Int = 200,
            override val headers: List<Pair<String, String>> = emptyList(),
        ) : OriginAnswer

    /** [piece] in a chunk of its own once every [interval], until the client has had enough. */
    public class Drip(
        internal val piece: ByteArray = "drip\n".toByteArray(),
        internal val interval: Duration = 10.milliseconds,
        override val headers: List<Pair<String, String>> = emptyList(),
    ) : OriginAnswer {
        /** The same for Java. */
        public constructor(piece: ByteArray, interval: java.time.Duration) : this(piece, interval.toKotlinDuration())

        override val status: Int get() = 200
    }
}

/**
 * Decides what an origin answers. It is called on the thread of the connection, so it may block; [LoopbackOrigin.close]
 * waits ten seconds for it at most. What it throws closes the connection and goes to the thread's uncaught exception handler.
 */
public fun interface OriginHandler {
    /** The answer to [request]. */
    public fun answer(request: ReceivedRequest): OriginAnswer
}
