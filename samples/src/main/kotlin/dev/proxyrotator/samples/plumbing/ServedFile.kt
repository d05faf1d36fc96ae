package dev.proxyrotator.samples.plumbing

import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ReceivedRequest
import java.security.MessageDigest

/** Serves [content], and from where a client says that it has the beginning. */
internal class ServedFile(
    private val content: ByteArray,
) : OriginHandler {
    val sha256: String =
        MessageDigest.getInstance("SHA-256").digest(content).joinToString("") { "%02x".format(it) }

    override fun answer(request: ReceivedRequest): OriginAnswer {
        val tag = "ETag" to "\"first\""
        val range = request.header("Range") ?: return OriginAnswer.Whole(content, headers = listOf(tag))
        val start = range.removePrefix("bytes=").removeSuffix("-").toInt()
        val part = "Content-Range" to "bytes $start-${content.size - 1}/${content.size}"
        return OriginAnswer.Whole(content.copyOfRange(start, content.size), 206, listOf(tag, part))
    }
}
