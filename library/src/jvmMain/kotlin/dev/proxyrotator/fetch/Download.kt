package dev.proxyrotator.fetch

import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.rotation.rotation
import io.ktor.client.plugins.expectSuccess
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.HttpStatement
import io.ktor.http.HttpHeaders
import io.ktor.http.contentLength
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

private const val BUFFER_SIZE = 64 * 1024
private const val PARTIAL_CONTENT = 206
private const val RANGE_NOT_SATISFIABLE = 416

/** Brings what a URL names into a [file], and goes on through another proxy where it breaks off. */
internal class Download(
    private val file: PartFile,
    private val maxResumes: Int,
    private val prepare: suspend (HttpRequestBuilder.() -> Unit) -> HttpStatement,
    private val watcher: Watcher,
) {
    /** Is told what happens. */
    interface Watcher {
        /** From here on the file has a content of this [validator] and [total] bytes. */
        fun onBegin(
            validator: Validator?,
            total: Long?,
        )

        /** So much is there. */
        fun onProgress(
            bytes: Long,
            total: Long?,
        )
    }

    private val buffer = ByteArray(BUFFER_SIZE)
    private var validator: Validator? = null
    private var total: Long? = null
    private val broken = LinkedHashSet<ProxyId>()
    private var isRestarted = false

    var resumed = 0
        private set

    /** The file holds a part already, which was of that. */
    fun goOn(
        validator: Validator,
        total: Long?,
    ) {
        this.validator = validator
        this.total = total
    }

    /** Returns when the file is complete. */
    suspend fun run() {
        do {
            val isComplete =
                try {
                    ask()
                } catch (interrupted: StreamInterruptedException) {
                    currentCoroutineContext().ensureActive()
                    if (resumed == maxResumes) throw afterAll(interrupted)
                    resumed++
                    interrupted.proxyId?.let(broken::add)
                    // Without the end of its framing, but all there.
                    validator != null && file.size == total
                }
        } while (!isComplete)
    }

    private fun afterAll(last: StreamInterruptedException) =
        StreamInterruptedException(file.size, last.proxyId, last.cause ?: last)

    /** Whether that completed the file. */
    private suspend fun ask(): Boolean {
        val known = validator
        val start = file.size
        val isForRest = known != null && start > 0
        return prepare {
            expectSuccess = false
            rotation { avoided = broken }
            // Offsets are those of the file.
            headers[HttpHeaders.AcceptEncoding] = "identity"
            headers.remove(HttpHeaders.Range)
            headers.remove(HttpHeaders.IfRange)
            if (known != null && isForRest) {
                headers[HttpHeaders.Range] = "bytes=$start-"
                headers[HttpHeaders.IfRange] = known.value
            }
        }.execute { response -> if (isForRest) takeRest(response, start) else takeWhole(response) }
    }

    private suspend fun takeRest(
        response: HttpResponse,
        start: Long,
    ): Boolean =
        when (response.status.value) {
            PARTIAL_CONTENT -> if (isRest(response, start)) append(response) else beginAnew()
            RANGE_NOT_SATISFIABLE -> isAllThere(response, start) || beginAnew()
            else -> takeWhole(response)
        }

    /** Whether nothing is left of it: whoever died before the file was in its place asks for what follows the last byte. */
    private fun isAllThere(
        response: HttpResponse,
        start: Long,
    ): Boolean {
        val size = ContentRange.parseUnsatisfied(response.headers[HttpHeaders.ContentRange])
        return size == start && size == (total ?: size) && validator?.contradicts(response.headers) == false
    }

    private fun isRest(
        response: HttpResponse,
        start: Long,
    ): Boolean {
        val range = ContentRange.parse(response.headers[HttpHeaders.ContentRange]) ?: return false
        if (!range.isRest(start, total) || validator?.isOf(response.headers) != true) return false
        total = range.total
        return true
    }

    /** The next request is for the whole. A server that cannot serve ranges as it says must not keep this up. */
    private fun beginAnew(): Boolean {
        if (isRestarted) throw DownloadException("The server answered with another range than it was asked for, again")
        isRestarted = true
        validator = null
        return false
    }

    private suspend fun takeWhole(response: HttpResponse): Boolean {
        val status = response.status.value
        if (!isSuccess(status)) throw response.statusError(beginningOf(response).take(SHOWN_OF_BODY))
        val isPart = status == PARTIAL_CONTENT
        if (isPart) throw DownloadException("The server answered with a range, and was asked for all")
        file.restart()
        validator = Validator.of(response.headers)
        total = response.contentLength()
        watcher.onBegin(validator, total)
        return append(response)
    }

    @OptIn(InternalAPI::class)
    private suspend fun append(response: HttpResponse): Boolean {
        val channel = response.rawContent
        watcher.onProgress(file.size, total)
        while (true) {
            val count = read(response, channel, buffer, file.size)
            if (count == -1) break
            if (file.size + count > (total ?: Long.MAX_VALUE)) throw wrongLength("more than")
            file.write(buffer, count)
            watcher.onProgress(file.size, total)
        }
        if (file.size != (total ?: file.size)) throw wrongLength("${file.size} instead of")
        return true
    }

    private fun wrongLength(what: String) = DownloadException("The server sent $what the $total bytes it had announced")

    @OptIn(InternalAPI::class)
    private suspend fun beginningOf(response: HttpResponse): String {
        val count = read(response, response.rawContent, buffer, total = 0)
        return if (count > 0) response.textOf(buffer.copyOf(count)) else ""
    }
}
