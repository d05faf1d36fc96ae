package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.LoadPattern
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully

/** The first [size] bytes of [LoadPattern], made while they are sent. */
internal class LoadUpload(
    private val size: Long,
    override val contentLength: Long? = null,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) {
        var position = 0L
        while (position < size) {
            val part = LoadPattern.at(position, minOf(size - position, LoadPattern.PERIOD.toLong()).toInt())
            channel.writeFully(part.array(), part.position(), part.limit())
            position += part.remaining()
        }
    }
}
