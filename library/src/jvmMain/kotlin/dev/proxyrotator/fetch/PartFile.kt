package dev.proxyrotator.fetch

import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.AtomicMoveNotSupportedException
import java.nio.file.FileAlreadyExistsException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.security.MessageDigest

private const val BUFFER_SIZE = 64 * 1024

/**
 * A file that is being written beside the one it is to become. Its content is only ever added to, or begun anew. For one
 * writer; every call may block.
 */
internal class PartFile(
    val path: Path,
    private val channel: FileChannel,
    private val digest: MessageDigest?,
) {
    var size: Long = channel.size()
        private set

    init {
        if (digest != null && size > 0) digestContent(digest)
        channel.position(size)
    }

    fun write(
        bytes: ByteArray,
        count: Int,
    ) {
        val source = ByteBuffer.wrap(bytes, 0, count)
        while (source.hasRemaining()) channel.write(source)
        digest?.update(bytes, 0, count)
        size += count
    }

    fun restart() {
        channel.truncate(0)
        channel.position(0)
        digest?.reset()
        size = 0
    }

    /** The SHA-256 of what was written, in lower case. To be asked for once. */
    fun sha256(): String? = digest?.digest()?.toHexString()

    /** Puts the file where [target] is. Its content is on the disk by then, so that no power cut makes it an empty one. */
    fun moveTo(
        target: Path,
        overwrite: Boolean,
    ) {
        channel.force(false)
        refuseToOverwrite(target, overwrite)
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE)
        } catch (_: AtomicMoveNotSupportedException) {
            Files.move(path, target, *if (overwrite) arrayOf(StandardCopyOption.REPLACE_EXISTING) else emptyArray())
        }
        // Not before: it gives up the lock, and nobody else is to go on with what is another file by now.
        channel.close()
    }

    /** Closes the file and leaves it where it is. */
    fun close() = channel.close()

    fun delete() {
        channel.close()
        Files.deleteIfExists(path)
    }

    private fun digestContent(digest: MessageDigest) {
        val bytes = ByteArray(BUFFER_SIZE)
        channel.position(0)
        while (true) {
            val count = channel.read(ByteBuffer.wrap(bytes))
            if (count < 0) return
            digest.update(bytes, 0, count)
        }
    }
}

/** @throws IOException when [target] must not be written to */
internal fun refuseToOverwrite(
    target: Path,
    overwrite: Boolean,
) {
    if (!overwrite && Files.exists(target)) throw FileAlreadyExistsException(target.toString())
}
