package dev.proxyrotator.testkit

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** What an origin answers a request with. */
sealed interface OriginAnswer {
    val status: Int
    val headers: List<Pair<String, String>>

    /** After [delay] the head and the whole [body], with a `Content-Length` unless [headers] frame it otherwise. */
    class Whole(
        val body: ByteArray = ByteArray(0),
        override val status: Int = 200,
        override val headers: List<Pair<String, String>> = emptyList(),
        val delay: Duration = Duration.ZERO,
    ) : OriginAnswer {
        constructor(text: String, status: Int = 200) :
            this(text.toByteArray(), status, listOf("Content-Type" to "text/plain; charset=utf-8"))
    }

    /** One chunk for each of [chunks], in chunked transfer coding. */
    class Chunked(
        val chunks: List<ByteArray>,
        override val status: Int = 200,
        override val headers: List<Pair<String, String>> = emptyList(),
    ) : OriginAnswer

    /** [piece] once every [interval] until the client has had enough. */
    class Drip(
        val piece: ByteArray = "drip\n".toByteArray(),
        val interval: Duration = 10.milliseconds,
        override val headers: List<Pair<String, String>> = emptyList(),
    ) : OriginAnswer {
        override val status: Int get() = 200
    }
}

/** The script of an origin; called on the thread of the connection. */
fun interface OriginHandler {
    fun answer(request: ReceivedRequest): OriginAnswer
}
