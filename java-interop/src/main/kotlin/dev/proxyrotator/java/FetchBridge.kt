package dev.proxyrotator.java

import dev.proxyrotator.download
import dev.proxyrotator.downloadTo
import dev.proxyrotator.fetch.DownloadProgress
import dev.proxyrotator.fetch.DownloadResult
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.fetch.FetchResponse
import dev.proxyrotator.fetch.FetchResult
import dev.proxyrotator.fetch.FetchStats
import kotlinx.coroutines.flow.asFlow
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Flow
import java.util.function.Consumer
import dev.proxyrotator.fetch.DownloadOptions as DownloadSettings

/** The fetches and downloads of a rotator as futures and publishers. */
internal class FetchBridge(
    private val bridge: CoroutineBridge,
) {
    private val rotator = bridge.rotator
    private val defaults = rotator.config.fetch

    fun fetch(url: String): CompletableFuture<FetchResponse> = bridge.future { rotator.fetch(url) }

    fun fetch(request: FetchRequest): CompletableFuture<FetchResponse> = bridge.future { rotator.fetch(request) }

    fun fetchAll(requests: List<FetchRequest>): CompletableFuture<FetchResult> =
        bridge.future { rotator.fetchAll(requests) }

    fun fetchAll(
        requests: List<FetchRequest>,
        maxConcurrent: Int,
    ): CompletableFuture<FetchResult> = bridge.future { rotator.fetchAll(requests, maxConcurrent) }

    fun fetchUrls(urls: List<String>): CompletableFuture<Map<String, FetchOutcome>> =
        bridge.future { rotator.fetchUrls(urls) }

    fun fetchUrls(
        urls: List<String>,
        maxConcurrent: Int,
    ): CompletableFuture<Map<String, FetchOutcome>> = bridge.future { rotator.fetchUrls(urls, maxConcurrent) }

    fun fetchAsCompleted(requests: Iterable<FetchRequest>): Flow.Publisher<FetchOutcome> =
        fetchAsCompleted(requests, defaults.maxConcurrent)

    fun fetchAsCompleted(
        requests: Iterable<FetchRequest>,
        maxConcurrent: Int,
    ): Flow.Publisher<FetchOutcome> = bridge.publisher(rotator.fetchFlow(requests.asFlow(), maxConcurrent))

    fun stats(): FetchStats = rotator.getFetchStats()

    fun downloadTo(
        url: String,
        path: Path,
        configure: Consumer<DownloadOptions>,
    ): CompletableFuture<DownloadResult> {
        val options = DownloadOptions().also(configure::accept)
        val request = options.request(url, bridge.codec)
        return bridge.future { rotator.downloadTo(url, path, options.settings()) { write(request) } }
    }

    fun download(
        url: String,
        path: Path,
        configure: Consumer<DownloadOptions>,
    ): Flow.Publisher<DownloadProgress> {
        val options = DownloadOptions().also(configure::accept)
        val request = options.request(url, bridge.codec)
        return bridge.publisher(rotator.download(url, path, options.settings()) { write(request) })
    }
}

private fun DownloadOptions.settings() = DownloadSettings(overwrite(), keepPartial(), maxResumes(), sha256())
