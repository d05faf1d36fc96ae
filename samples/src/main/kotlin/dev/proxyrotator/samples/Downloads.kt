package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.download
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.fetch.DownloadOptions
import dev.proxyrotator.fetch.DownloadResult
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.patternedBytes
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.flow.onEach
import java.nio.file.Files
import java.nio.file.Path

/** `mvn -q -Pdemo -Dsample=Downloads`: a file in two runs, since the proxy of the first one does not see it through. */
fun main() {
    val farm = LoopbackFarm(ServedFile(patternedBytes(1_000_000)), broken = ProxyBehaviour.CloseMidBody(600_000))
    runSample(farm) {
        val folder = Files.createTempDirectory("downloads")
        val file = folder.resolve("large.bin")
        val url = farm.origin.url("/large.bin")
        try {
            downloadWithProgress(farm.proxies.take(1), url, file, maxResumes = 0)
        } catch (interrupted: StreamInterruptedException) {
            println("interrupted; going on with other proxies")
        }
        println(downloadWithProgress(farm.proxies.drop(1), url, file))
        folder.toFile().deleteRecursively()
    }
}

/** Downloads [url] to [file], goes on with what an earlier run has left, and prints how far it has come. */
suspend fun downloadWithProgress(
    proxies: List<String>,
    url: String,
    file: Path,
    maxResumes: Int = 5,
): DownloadResult =
    ProxyRotator(proxies).use { rotator ->
        val last =
            rotator
                .download(url, file, DownloadOptions(keepPartial = true, maxResumes = maxResumes))
                .onEach { println("${it.bytes} of ${it.total ?: "unknown"} bytes") }
                .last()
        checkNotNull(last.result) { "The last progress of a download has its result" }
    }

/** Serves [content], and from where a client says that it has the beginning. */
internal class ServedFile(
    private val content: ByteArray,
) : OriginHandler {
    override fun answer(request: ReceivedRequest): OriginAnswer {
        val tag = "ETag" to "\"first\""
        val range = request.header("Range") ?: return OriginAnswer.Whole(content, headers = listOf(tag))
        val start = range.removePrefix("bytes=").removeSuffix("-").toInt()
        val part = "Content-Range" to "bytes $start-${content.size - 1}/${content.size}"
        return OriginAnswer.Whole(content.copyOfRange(start, content.size), 206, listOf(tag, part))
    }
}
