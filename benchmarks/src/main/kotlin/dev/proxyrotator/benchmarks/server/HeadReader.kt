package dev.proxyrotator.benchmarks.server

import io.netty.util.ByteProcessor

/** What the first bytes of a request tell, and all that this server looks at. */
internal enum class RequestKind {
    /** `CONNECT host:port`. */
    CONNECT,

    /** `GET http://…`, as a proxy is asked. */
    ABSOLUTE_GET,

    /** `GET /…`, as an origin is asked. */
    ORIGIN_GET,

    OTHER,
}

/** Finds the ends of heads without bodies in a stream of bytes; keeps nothing but its place in them. */
internal class HeadReader : ByteProcessor {
    private var position = 0
    private var matched = 0
    private var method = 0
    private var target = 0

    /** The kind of the request whose head has just ended. */
    var kind = RequestKind.OTHER
        private set

    /** Takes the next byte; `false` when it ends a head. */
    override fun process(value: Byte): Boolean {
        when (position++) {
            0 -> method = value.toInt()
            TARGET_OF_GET -> target = value.toInt()
        }
        matched =
            when (value) {
                if (matched % 2 == 0) CARRIAGE_RETURN else LINE_FEED -> matched + 1
                CARRIAGE_RETURN -> 1
                else -> 0
            }
        if (matched < END_OF_HEAD) return true
        kind = kindOfHead()
        position = 0
        matched = 0
        return false
    }

    private fun kindOfHead(): RequestKind =
        when {
            method == 'C'.code -> RequestKind.CONNECT
            method != 'G'.code -> RequestKind.OTHER
            target == '/'.code -> RequestKind.ORIGIN_GET
            target == 'h'.code -> RequestKind.ABSOLUTE_GET
            else -> RequestKind.OTHER
        }

    private companion object {
        const val TARGET_OF_GET = 4
        const val END_OF_HEAD = 4
        const val CARRIAGE_RETURN = '\r'.code.toByte()
        const val LINE_FEED = '\n'.code.toByte()
    }
}
