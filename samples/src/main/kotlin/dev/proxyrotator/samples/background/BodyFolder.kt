package dev.proxyrotator.samples.background

import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption

/**
 * Where the bodies go, a file for each item. A download writes beside its file and moves it there in one go, so a file
 * that is there is whole.
 */
class BodyFolder(
    private val folder: Path,
) {
    init {
        Files.createDirectories(folder)
    }

    fun fileOf(item: FetchItem): Path = folder.resolve(item.name)

    /** The size of a body that is there as a whole; `null` when there is none. */
    fun sizeOf(item: FetchItem): Long? = fileOf(item).let { if (Files.isRegularFile(it)) Files.size(it) else null }

    /** Puts the names of the files on the disk: no power cut takes a file away that the journal says is there. */
    fun force() {
        try {
            FileChannel.open(folder, StandardOpenOption.READ).use { it.force(true) }
        } catch (_: IOException) {
            // Windows opens no folders, and writes their entries through by itself.
        }
    }
}
