package dev.proxyrotator.samples.background

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.download
import dev.proxyrotator.fetch.DownloadOptions
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.flow.onEach
import java.nio.file.Path

/** Brings an item to a file. The worker knows no more of the network than this. */
fun interface Fetcher {
    /**
     * Returns the size of [file], which is there as a whole by then, and tells [onProgress] how many bytes of it are
     * here. Throws what went wrong; then there is no [file].
     */
    suspend fun fetch(
        item: FetchItem,
        file: Path,
        onProgress: (bytes: Long) -> Unit,
    ): Long
}

/**
 * Fetches through a rotating pool of proxies. The [rotator] is the app's, one for all of its work: cancelling a fetch
 * closes the connection it was on, and no other.
 */
class RotatorFetcher(
    private val rotator: ProxyRotator,
) : Fetcher {
    // A part that stays is gone on with by the next run, even by one of another process.
    private val options = DownloadOptions(keepPartial = true)

    override suspend fun fetch(
        item: FetchItem,
        file: Path,
        onProgress: (bytes: Long) -> Unit,
    ): Long =
        rotator
            .download(item.url, file, options)
            .onEach { onProgress(it.bytes) }
            .last()
            .bytes
}
