package dev.proxyrotator.samples.background

import java.io.Closeable
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.channels.OverlappingFileLockException
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.util.zip.CRC32

/**
 * A file of lines that is only ever added to, and whose process may die at any moment: what [append] has returned from is
 * on the disk, and a line that was being written is there as a whole or not at all when the file is opened again.
 *
 * A line is `CHECKSUM TEXT`. Only the last one can be torn, since each is on the disk before the next one begins. For one
 * thread at a time; every call blocks.
 */
class Journal private constructor(
    private val channel: FileChannel,
) : Closeable {
    /** What was in the file when it was opened. */
    val lines: List<String>

    /** Where the last good line ends; behind it may be a torn one. */
    private var end = 0L

    init {
        val content = ByteBuffer.allocate(channel.size().toInt())
        do {
            val count = channel.read(content)
        } while (count > 0)
        lines = recover(content.array())
    }

    /** Adds [text], which is one line. Throws an [IOException] when it may not be on the disk; the next one replaces it. */
    fun append(text: String) {
        require('\n' !in text) { "A line cannot hold a line break" }
        val line = ByteBuffer.wrap("${checksum(text)} $text\n".toByteArray())
        // Takes away what a failed append has left.
        channel.truncate(end)
        channel.position(end)
        while (line.hasRemaining()) channel.write(line)
        channel.force(true)
        end = channel.position()
    }

    /** The next process may open the file then; so it may when this one is killed. */
    override fun close() = channel.close()

    private fun recover(content: ByteArray): List<String> {
        val found = ArrayList<String>()
        var start = 0
        for (at in content.indices) {
            if (content[at] != LINE_FEED) continue
            val text = checked(String(content, start, at - start, Charsets.UTF_8))
            if (text == null && at < content.lastIndex) throw damagedAt(found.size + 1)
            text?.let(found::add) ?: break
            start = at + 1
        }
        end = start.toLong()
        return found
    }

    /** No death of a process does that, and to go on without the line could be to fetch twice. */
    private fun damagedAt(
        line: Int,
    ) = IOException("Line $line of the journal is damaged; without the file all begins anew")

    companion object {
        private const val LINE_FEED = '\n'.code.toByte()

        /** Opens the journal at [path], or begins it. Throws an [IOException] while another process has it open. */
        fun open(path: Path): Journal {
            val options = setOf(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
            val channel = FileChannel.open(path, options)
            try {
                if (!isLocked(channel)) throw IOException("Another process is at work with $path")
                // It may have come into being just now.
                if (channel.size() == 0L) forceNames(path.toAbsolutePath().parent)
                return Journal(channel)
            } catch (failure: Throwable) {
                channel.close()
                throw failure
            }
        }

        private fun isLocked(channel: FileChannel): Boolean =
            try {
                channel.tryLock() != null
            } catch (_: OverlappingFileLockException) {
                false
            }

        /** What follows the checksum, if it is the right one. */
        private fun checked(line: String): String? =
            line.substringAfter(' ').takeIf { line == "${checksum(it)} $it" }

        private fun checksum(text: String): String =
            CRC32()
                .apply { update(text.toByteArray()) }
                .value
                .toString(radix = 16)
                .padStart(length = 8, '0')
    }
}
