package dev.proxyrotator.rotation

import io.ktor.http.ContentType
import io.ktor.http.Headers
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.util.AttributeKey
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.CancellationException
import kotlinx.io.Source
import kotlin.concurrent.Volatile

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

    /** Whether it may be sent any number of times. */
    val isInMemory: Boolean = isInMemory(content = original)

    /** What is handed to the transport. */
    val content: OutgoingContent = watch(original)

    private fun watch(original: OutgoingContent): OutgoingContent =
        when (original) {
            is OutgoingContent.NoContent, is OutgoingContent.ByteArrayContent -> original

            is OutgoingContent.ReadChannelContent -> Read(original)

            is OutgoingContent.WriteChannelContent -> Write(original)

            is OutgoingContent.ContentWrapper -> original.copy(watch(original.delegate()))

            is OutgoingContent.ProtocolUpgrade ->
                throw IllegalArgumentException(
                    "A ProtocolUpgrade is not supported, being for servers; send a ClientUpgradeContent",
                )
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
            return Watched(original.readFrom())
        }

        override fun readFrom(range: LongRange): ByteReadChannel {
            taken = true
            return Watched(original.readFrom(range))
        }

        override fun trailers(): Headers? = original.trailers()

        override fun <T : Any> getProperty(key: AttributeKey<T>): T? = original.getProperty(key)
    }

    /** Notices when the user's own source fails, as opposed to being cancelled by whoever read it. */
    @OptIn(InternalAPI::class)
    private inner class Watched(
        private val source: ByteReadChannel,
    ) : ByteReadChannel {
        @Volatile
        private var isCancelled = false

        override val closedCause: Throwable? get() = source.closedCause?.also(::notice)
        override val isClosedForRead: Boolean get() = source.isClosedForRead.also { source.closedCause?.let(::notice) }
        override val readBuffer: Source get() = source.readBuffer

        override suspend fun awaitContent(min: Int): Boolean =
            try {
                source.awaitContent(min)
            } finally {
                source.closedCause?.let(::notice)
            }

        override fun cancel(cause: Throwable?) {
            isCancelled = true
            source.cancel(cause)
        }

        private fun notice(error: Throwable) {
            if (!isCancelled) producerError = error
        }
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

/** Whether this body, unlike one that is read or written as it is sent, may be sent any number of times. */
internal fun isInMemory(content: OutgoingContent): Boolean =
    when (content) {
        is OutgoingContent.NoContent, is OutgoingContent.ByteArrayContent -> true
        is OutgoingContent.ContentWrapper -> isInMemory(content.delegate())
        else -> false
    }
