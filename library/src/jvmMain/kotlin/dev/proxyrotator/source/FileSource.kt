package dev.proxyrotator.source

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

/**
 * The list in the file at [path], in UTF-8; entries with private and local addresses are allowed. It is read anew at each
 * load.
 *
 * @throws IllegalArgumentException when an option is out of range
 */
public fun ProxySource.Companion.file(
    path: Path,
    configure: ProxyListOptions.() -> Unit = {},
): ProxySource {
    val options = ProxyListOptions().apply(configure)
    val rules = options.rules()
    val maxBytes = options.maxBytes
    return ProxySource { readList(readFile(path, maxBytes), rules) }
}

private suspend fun readFile(
    path: Path,
    maxBytes: Int,
): String =
    try {
        runInterruptible(Dispatchers.IO) { readBounded(path, maxBytes) }
    } catch (failed: IOException) {
        if (failed is ProxySourceException) throw failed
        throw ProxySourceException("The proxy list in the file $path", "could not be read", failed)
    }

private fun readBounded(
    path: Path,
    maxBytes: Int,
): String {
    val bytes = ByteArrayOutputStream()
    val buffer = ByteArray(DEFAULT_BUFFER_SIZE)
    Files.newInputStream(path).use { input ->
        while (true) {
            val count = input.read(buffer)
            if (count < 0) break
            bytes.write(buffer, 0, count)
            if (bytes.size() > maxBytes) {
                throw ProxySourceException("The proxy list in the file $path", "is longer than $maxBytes bytes")
            }
        }
    }
    return bytes.toByteArray().decodeToString()
}
