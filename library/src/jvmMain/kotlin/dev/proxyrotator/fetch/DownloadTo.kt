package dev.proxyrotator.fetch

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.statement.HttpStatement
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import java.io.IOException
import java.nio.file.Path
import java.security.MessageDigest
import kotlin.time.TimeSource

/** One download with everything around it: the part file, the checksum, the move, and that nothing is left behind. */
internal class DownloadTo(
    private val url: String,
    private val path: Path,
    private val options: DownloadOptions,
    private val prepare: suspend (HttpRequestBuilder.() -> Unit) -> HttpStatement,
    private val onProgress: (DownloadProgress) -> Unit,
) {
    private val parts = PartFolder(path)

    /** Files block, and so nothing of this runs where others compute. */
    suspend fun run(
        timeSource: TimeSource,
        dispatcher: CoroutineDispatcher = Dispatchers.IO,
    ): DownloadResult =
        withContext(dispatcher) {
            val started = timeSource.markNow()
            parts.check(options.overwrite)
            val digest = options.sha256?.let { MessageDigest.getInstance("SHA-256") }
            val file = if (options.keepPartial) parts.openKept(digest) else parts.openNew(digest)
            val resumed =
                try {
                    bring(file)
                } catch (failure: Throwable) {
                    leave(file, failure)
                    throw failure
                }
            if (options.keepPartial) parts.note.delete()
            DownloadResult(path, file.size, resumed, started.elapsedNow(), options.sha256?.lowercase())
        }

    private suspend fun bring(file: PartFile): Int {
        val download = Download(file, options.maxResumes, prepare, Observer())
        if (options.keepPartial) parts.note.read(url)?.let { download.goOn(it.validator, it.total) }
        download.run()
        options.sha256?.let { verify(file, it) }
        currentCoroutineContext().ensureActive()
        file.moveTo(path, options.overwrite)
        return download.resumed
    }

    private fun verify(
        file: PartFile,
        expected: String,
    ) {
        val actual = file.sha256()
        if (!actual.equals(expected, ignoreCase = true)) {
            throw DownloadException("The file has the SHA-256 $actual and not $expected")
        }
    }

    /** What is known to be wrong is no good for going on with. */
    private fun leave(
        file: PartFile,
        failure: Throwable,
    ) {
        try {
            if (options.keepPartial && file.size > 0 && failure !is DownloadException) {
                file.close()
            } else {
                file.delete()
                if (options.keepPartial) parts.note.delete()
            }
        } catch (another: IOException) {
            failure.addSuppressed(another)
        }
    }

    private inner class Observer : Download.Watcher {
        override fun onBegin(
            validator: Validator?,
            total: Long?,
        ) {
            if (!options.keepPartial) return
            if (validator == null) parts.note.delete() else parts.note.write(url, validator, total)
        }

        override fun onProgress(
            bytes: Long,
            total: Long?,
        ) = this@DownloadTo.onProgress(DownloadProgress(bytes, total))
    }
}
