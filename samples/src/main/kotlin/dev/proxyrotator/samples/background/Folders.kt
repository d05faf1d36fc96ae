package dev.proxyrotator.samples.background

import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Path
import java.nio.file.StandardOpenOption

/** Puts the names of the files in [folder] on the disk: no power cut takes one away after that. */
internal fun forceNames(folder: Path) {
    try {
        FileChannel.open(folder, StandardOpenOption.READ).use { it.force(true) }
    } catch (_: IOException) {
        // Windows opens no folders, and looks after its names by itself.
    }
}
