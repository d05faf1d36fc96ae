@file:JvmName("Downloads")

package dev.proxyrotator

import dev.proxyrotator.fetch.DownloadOptions
import dev.proxyrotator.fetch.DownloadProgress
import dev.proxyrotator.fetch.DownloadResult
import dev.proxyrotator.fetch.DownloadTo
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.statement.HttpStatement
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.conflate
import java.nio.file.Path

/**
 * Downloads what [url] names to the file [path], in constant memory. A body that breaks off is gone on with from where it
 * is, through another proxy if there is one: by a range request if the server has told a strong `ETag`, or a
 * `Last-Modified` that will do, and still serves the same (RFC 9110 §13.1.5, §14), otherwise from the beginning.
 *
 * The file is written beside [path] and moved there, atomically where the file system can, when it is complete, of the
 * announced length, of the checksum that [options] ask for, and on the disk. Where the file system knows owners, it is
 * readable and writable by its owner alone, and stays so. When the download fails or is cancelled, nothing is left of it
 * unless the [options] say so. `Range`, `If-Range` and `Accept-Encoding` of the request are the download's own.
 *
 * Throws what [get][ProxyRotator.get] throws, what the file system throws, and
 *
 * @throws io.ktor.client.plugins.ResponseException for a status that is not 2xx
 * @throws dev.proxyrotator.failure.StreamInterruptedException when the body breaks off once more than it may
 * @throws dev.proxyrotator.fetch.DownloadException when the length or the checksum is wrong; the file is not put in place
 * @throws java.nio.file.FileAlreadyExistsException when there is a file and it is not to be replaced
 * @throws java.nio.file.NoSuchFileException when there is no folder for the file
 */
public suspend fun ProxyRotator.downloadTo(
    url: String,
    path: Path,
    options: DownloadOptions = DownloadOptions(),
    configure: HttpRequestBuilder.() -> Unit = {},
): DownloadResult = downloading(url, path, options, configure) {}

/**
 * The same as a cold flow of how far it has come; its last element is [done][DownloadProgress.isDone]. Each collection is
 * a download of its own, and to stop collecting ends it. A collector that takes its time does not slow it down, but
 * misses what was in between.
 *
 * Collecting throws what [downloadTo] throws.
 */
public fun ProxyRotator.download(
    url: String,
    path: Path,
    options: DownloadOptions = DownloadOptions(),
    configure: HttpRequestBuilder.() -> Unit = {},
): Flow<DownloadProgress> =
    channelFlow {
        val result = downloading(url, path, options, configure) { trySend(it) }
        send(DownloadProgress(result.bytes, result.bytes, result))
    }.conflate()

private suspend fun ProxyRotator.downloading(
    url: String,
    path: Path,
    options: DownloadOptions,
    configure: HttpRequestBuilder.() -> Unit,
    onProgress: (DownloadProgress) -> Unit,
): DownloadResult {
    val prepare: suspend (HttpRequestBuilder.() -> Unit) -> HttpStatement = { own ->
        prepare(url) {
            configure()
            own()
        }
    }
    return try {
        DownloadTo(url, path, options, prepare, onProgress).run(timeSource)
    } catch (cancelled: CancellationException) {
        throw seenFromOutside(cancelled)
    }
}
