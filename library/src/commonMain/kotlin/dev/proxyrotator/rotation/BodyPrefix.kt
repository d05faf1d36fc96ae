package dev.proxyrotator.rotation

import dev.proxyrotator.engine.TransportResponse
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.core.remaining
import kotlinx.io.readByteArray

/**
 * The first [limit] bytes of a body, or all if it is shorter, without taking them out: they wait in the channel's own
 * buffer, so its reader gets everything, the error of a broken body after what came before it included.
 *
 * @throws Throwable what the body is broken with, when nothing came before that
 */
@OptIn(InternalAPI::class)
internal suspend fun ByteReadChannel.peekPrefix(limit: Int): ByteArray {
    awaitContent(limit)
    return readBuffer.peek().readByteArray(minOf(readBuffer.remaining, limit.toLong()).toInt())
}

/** The same of a response, whose body may be in memory already. */
internal suspend fun TransportResponse.peekBody(limit: Int): ByteArray {
    val whole = bytes ?: return body.peekPrefix(limit)
    return whole.atMost(limit)
}

/** At most the first [limit] of these bytes; all of them are not copied. */
internal fun ByteArray.atMost(limit: Int): ByteArray = if (size <= limit) this else copyOf(limit)
