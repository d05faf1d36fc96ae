package dev.proxyrotator.fetch

import java.nio.channels.FileChannel
import java.nio.channels.FileLock
import java.nio.channels.OverlappingFileLockException
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.NoSuchFileException
import java.nio.file.OpenOption
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.nio.file.attribute.FileAttribute
import java.nio.file.attribute.PosixFilePermissions
import java.security.MessageDigest

private const val SHOWN_OF_NAME = 64

/** Where the parts of the file [target] are: in its own folder, from which a move is atomic. */
internal class PartFolder(
    private val target: Path,
) {
    private val folder: Path = target.toAbsolutePath().parent
    private val name: String = requireNotNull(target.fileName) { "A download needs the path of a file" }.toString()

    /** The part that stays when a download fails. */
    private val kept: Path = folder.resolve(".$name.part")

    /** What is known of the content of [kept]. */
    val note = PartNote(folder.resolve(".$name.part.json"), ownerOnly())

    /** Fails before anything was asked for, where the file could not be put in place. */
    fun check(overwrite: Boolean) {
        if (!Files.isDirectory(folder)) throw NoSuchFileException(folder.toString())
        refuseToOverwrite(target, overwrite)
        if (Files.isDirectory(target)) throw FileSystemException(target.toString(), null, "is a folder")
    }

    /** A file of nobody else's, for one download. */
    fun openNew(digest: MessageDigest?): PartFile {
        val path = Files.createTempFile(folder, ".${name.take(SHOWN_OF_NAME)}.", ".part", *ownerOnly())
        return PartFile(path, FileChannel.open(path, StandardOpenOption.WRITE), digest)
    }

    /** The one that an earlier download may have left; only one download at a time has it. */
    fun openKept(digest: MessageDigest?): PartFile {
        val channel = FileChannel.open(kept, OPEN_KEPT, *ownerOnly())
        try {
            if (lock(channel) == null || Files.notExists(kept, LinkOption.NOFOLLOW_LINKS)) {
                throw DownloadException("Another download to $target is under way, which keeps its part")
            }
            return PartFile(kept, channel, digest)
        } catch (failure: Throwable) {
            channel.close()
            throw failure
        }
    }

    private fun lock(channel: FileChannel): FileLock? =
        try {
            channel.tryLock()
        } catch (_: OverlappingFileLockException) {
            null
        }

    private fun ownerOnly(): Array<FileAttribute<*>> {
        val isKnown = "posix" in folder.fileSystem.supportedFileAttributeViews()
        if (!isKnown) return emptyArray()
        return arrayOf(PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
    }

    private companion object {
        // Somebody else may have put a link there.
        val OPEN_KEPT: Set<OpenOption> =
            setOf(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS,
            )
    }
}
