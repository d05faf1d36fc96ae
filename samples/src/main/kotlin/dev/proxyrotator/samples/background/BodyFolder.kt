package dev.proxyrotator.samples.background

import java.nio.file.Files
import java.nio.file.Path

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

    /** From here on no power cut takes away a body that is in its place. */
    fun force() = forceNames(folder)
}
