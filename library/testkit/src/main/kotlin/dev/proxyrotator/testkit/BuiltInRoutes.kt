package dev.proxyrotator.testkit

import kotlin.time.Duration.Companion.milliseconds

/**
 * What a [LoopbackOrigin] answers unless it is given a handler of its own:
 *
 * | path | answer |
 * |---|---|
 * | `/` | `hello` |
 * | `/bytes/N?seed=S` | N bytes of [patternedBytes] |
 * | `/chunked/N?seed=S` | the same in chunks |
 * | `/status/N` | that status, without a body |
 * | `/echo` | the request as it arrived, as text |
 * | `/slow?ms=N` | `slow` after N milliseconds, 10 by default |
 * | `/drip?ms=N` | `drip` every N milliseconds without end |
 * | any other | 404 |
 */
public object BuiltInRoutes : OriginHandler {
    private const val CHUNK_SIZE = 1000
    private const val DEFAULT_MILLISECONDS = 10L

    override fun answer(request: ReceivedRequest): OriginAnswer {
        val argument = request.path.substringAfterLast('/').toIntOrNull() ?: return named(request)
        return when (request.path.substringBeforeLast('/')) {
            "/bytes" -> OriginAnswer.Whole(content(request, argument))
            "/chunked" -> chunked(content(request, argument))
            "/status" -> OriginAnswer.Whole(status = argument)
            else -> notFound(request)
        }
    }

    private fun named(request: ReceivedRequest): OriginAnswer {
        val interval = (request.query("ms")?.toLong() ?: DEFAULT_MILLISECONDS).milliseconds
        return when (request.path) {
            "/" -> OriginAnswer.Whole("hello")
            "/echo" -> OriginAnswer.Whole(request.head.raw + "\r\n\r\n" + request.body.decodeToString())
            "/slow" -> OriginAnswer.Whole("slow".toByteArray(), delay = interval)
            "/drip" -> OriginAnswer.Drip(interval = interval)
            else -> notFound(request)
        }
    }

    private fun content(
        request: ReceivedRequest,
        length: Int,
    ) = patternedBytes(length, request.query("seed")?.toInt() ?: 0)

    private fun chunked(content: ByteArray): OriginAnswer {
        val starts = content.indices step CHUNK_SIZE
        return OriginAnswer.Chunked(starts.map { content.copyOfRange(it, minOf(it + CHUNK_SIZE, content.size)) })
    }

    private fun notFound(request: ReceivedRequest) = OriginAnswer.Whole("nothing at ${request.path}", status = 404)
}
