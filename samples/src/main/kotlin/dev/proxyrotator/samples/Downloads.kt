package dev.proxyrotator.samples

import com.github.ajalt.clikt.command.SuspendingCliktCommand
import com.github.ajalt.clikt.command.main
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.parameters.groups.cooccurring
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.required
import com.github.ajalt.clikt.parameters.types.path
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.download
import dev.proxyrotator.fetch.DownloadOptions
import dev.proxyrotator.fetch.DownloadProgress
import dev.proxyrotator.fetch.DownloadResult
import dev.proxyrotator.samples.plumbing.OwnOptions
import dev.proxyrotator.samples.plumbing.ServedFile
import dev.proxyrotator.samples.plumbing.Steps
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.patternedBytes
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.flow.onEach
import java.nio.file.Files
import java.nio.file.Path

/**
 * `mvn -q -Pdemo -Dsample=Downloads`: a file that breaks off in the middle, since its proxy does not see it through.
 * Your own: `-Dargs="--proxies proxies.txt --url https://host/file --to file [--sha256 …]"`.
 */
suspend fun main(arguments: Array<String>) = DownloadsCommand().main(arguments)

/**
 * Downloads [url] to [file]. What breaks off is gone on with through another proxy, up to [maxResumes] times; what that
 * does not help is kept for the next run, which goes on from there. A file with another checksum than [sha256] is none.
 */
suspend fun downloadWithProgress(
    proxies: List<String>,
    url: String,
    file: Path,
    sha256: String? = null,
    maxResumes: Int = 5,
): DownloadResult =
    ProxyRotator(proxies).use { rotator ->
        val options = DownloadOptions(keepPartial = true, maxResumes = maxResumes, sha256 = sha256)
        showing { show ->
            val last = rotator.download(url, file, options).onEach(show).last()
            checkNotNull(last.result) { "The last progress of a download has its result" }
        }
    }

/** Shows the progress that [block] is to tell of; how much it will be is known from the first on that says it. */
private suspend fun <T> showing(block: suspend (show: (DownloadProgress) -> Unit) -> T): T {
    var steps: Steps? = null
    try {
        return block { progress ->
            steps = steps ?: progress.total?.let { Steps(it, "bytes") }
            steps?.show(progress.bytes)
        }
    } finally {
        steps?.close()
    }
}

private class OwnDownload : OwnOptions() {
    val url by option("--url", metavar = "URL").required().help("What to download.")
    val to by option("--to", metavar = "FILE").path().required().help("Where to.")
    val sha256 by option("--sha256", metavar = "DIGITS").help("The checksum that the file must have. Default: any.")
}

internal class DownloadsCommand : SuspendingCliktCommand("Downloads") {
    private val own by OwnDownload().cooccurring()

    override fun help(context: Context) = "Downloads a file, and goes on where it broke off."

    override suspend fun run() =
        own?.let { tell(downloadWithProgress(it.proxies, it.url, it.to, it.sha256)) }
            ?: LoopbackFarm(SERVED, broken = ProxyBehaviour.CloseMidBody(CUT)).use { demonstrate(it) }

    private suspend fun demonstrate(farm: LoopbackFarm) {
        val folder = Files.createTempDirectory("downloads")
        try {
            val file = folder.resolve("large.bin")
            tell(downloadWithProgress(farm.proxies, farm.origin.url("/large.bin"), file, SERVED.sha256))
        } finally {
            folder.toFile().deleteRecursively()
        }
        farm.origin.requests.forEach { request ->
            val range = request.header("Range")
            val asked = if (range == null) "all of it" else "$range, if it is still ${request.header("If-Range")}"
            println("The server was asked for $asked.")
        }
    }

    private fun tell(result: DownloadResult) {
        val checksum = result.sha256?.let { ", its checksum is right" }.orEmpty()
        println("${result.bytes} bytes are there, gone on with ${result.resumed} time(s)$checksum.")
    }

    private companion object {
        const val CUT = 600_000L
        val SERVED = ServedFile(patternedBytes(1_000_000))
    }
}
