package dev.proxyrotator.rotation

import io.ktor.http.ContentType
import io.ktor.http.Headers
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.util.AttributeKey
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import kotlinx.coroutines.CancellationException

/**
 * A request body that knows whether it may be sent again: one in memory always, one that is produced or read only until
 * its first byte was asked for.
 */
internal class ReplayableBody(
    original: OutgoingContent,
) {
    private var taken = false

    /** The error of the user's own producer, which is nobody's fault on the way. */
    var producerError: Throwable? = null
        private set

    val canBeSent: Boolean get() = !taken

    /** What is handed to the transport. */
    val content: OutgoingContent = watch(original)

    private fun watch(original: OutgoingContent): OutgoingContent =
        when (original) {
            is OutgoingContent.NoContent, is OutgoingContent.ByteArrayContent -> original

            is OutgoingContent.ReadChannelContent -> Read(original)

            is OutgoingContent.WriteChannelContent -> Write(original)

            is OutgoingContent.ContentWrapper -> original.copy(watch(original.delegate()))

            is OutgoingContent.ProtocolUpgrade ->
                throw IllegalArgumentException("Protocol upgrades such as WebSocket are not supported")
        }

    private inner class Read(
        private val original: ReadChannelContent,
    ) : OutgoingContent.ReadChannelContent() {
        override val contentType: ContentType? get() = original.contentType
        override val contentLength: Long? get() = original.contentLength
        override val status: HttpStatusCode? get() = original.status
        override val headers: Headers get() = original.headers

        override fun readFrom(): ByteReadChannel {
            taken = true
            return original.readFrom()
        }

        override fun readFrom(range: LongRange): ByteReadChannel {
            taken = true
            return original.readFrom(range)
        }

        override fun trailers(): Headers? = original.trailers()

        override fun <T : Any> getProperty(key: AttributeKey<T>): T? = original.getProperty(key)
    }

    private inner class Write(
        private val original: WriteChannelContent,
    ) : OutgoingContent.WriteChannelContent() {
        override val contentType: ContentType? get() = original.contentType
        override val contentLength: Long? get() = original.contentLength
        override val status: HttpStatusCode? get() = original.status
        override val headers: Headers get() = original.headers

        override suspend fun writeTo(channel: ByteWriteChannel) {
            taken = true
            try {
                original.writeTo(channel)
            } catch (cancelled: CancellationException) {
                throw cancelled
            } catch (error: Throwable) {
                // With the channel closed it is the connection that broke, not the producer.
                if (!channel.isClosedForWrite) producerError = error
                throw error
            }
        }

        override fun trailers(): Headers? = original.trailers()

        override fun <T : Any> getProperty(key: AttributeKey<T>): T? = original.getProperty(key)
    }
}
