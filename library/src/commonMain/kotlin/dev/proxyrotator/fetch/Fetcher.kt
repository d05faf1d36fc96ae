package dev.proxyrotator.fetch

import dev.proxyrotator.rotation.rotation
import io.ktor.client.plugins.ResponseException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.setBody
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.request
import io.ktor.http.HttpHeaders
import io.ktor.http.content.TextContent
import io.ktor.util.toMap
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlin.time.ComparableTimeMark
import kotlin.time.TimeSource

/** Sends a request with this method to this URL, configured by that function. */
internal typealias Send = suspend (String, String, HttpRequestBuilder.() -> Unit) -> HttpResponse

/** Turns requests that are values into responses that are values, and counts. */
internal class Fetcher(
    val settings: FetchSettings,
    configuredRetryStatuses: Set<Int>,
    private val timeSource: TimeSource.WithComparableMarks,
    private val send: Send,
) {
    private val statusesToRetry = configuredRetryStatuses + SERVER_ERRORS
    private val counter = FetchCounter()

    fun stats(): FetchStats = counter.stats()

    /**
     * @param isText whether nothing but the URL was given, so that a time-out of its own is only a default
     * @throws ResponseException for a status that is not 2xx
     */
    suspend fun fetch(
        request: FetchRequest,
        isText: Boolean = false,
    ): FetchResponse {
        val started = timeSource.markNow()
        val response = counted(started) { send(request.method, request.url) { describe(request, isText) } }
        return received(request, started, response)
    }

    suspend fun fetch(url: String): FetchResponse = fetch(settings.request(url), isText = true)

    suspend fun all(
        requests: List<FetchRequest>,
        maxConcurrent: Int,
        chunkSize: Int?,
        areTexts: Boolean = false,
    ): FetchResult {
        checkConcurrency(maxConcurrent)
        checkChunkSize(chunkSize)
        val chunks = if (chunkSize == null) listOf(requests) else requests.chunked(chunkSize)
        return FetchResult(chunks.flatMap { chunk -> batch(chunk, maxConcurrent) { outcome(it, areTexts) } })
    }

    suspend fun urls(
        urls: Iterable<String>,
        maxConcurrent: Int,
        chunkSize: Int?,
    ): Map<String, FetchOutcome> {
        val distinct = urls.distinct()
        val result = all(distinct.map(settings::request), maxConcurrent, chunkSize, areTexts = true)
        return distinct.zip(result.outcomes).toMap()
    }

    fun flow(
        requests: Flow<FetchRequest>,
        maxConcurrent: Int,
    ): Flow<FetchOutcome> = asCompleted(requests, maxConcurrent) { _, request -> outcome(request) }

    private suspend fun outcome(
        request: FetchRequest,
        isText: Boolean = false,
    ): FetchOutcome =
        resultOf { fetch(request, isText) }.fold(
            { FetchOutcome.Success(request, it) },
            { FetchOutcome.Failure(request, it as Exception, it.attemptCount) },
        )

    private suspend fun counted(
        started: ComparableTimeMark,
        response: suspend () -> HttpResponse,
    ): HttpResponse =
        try {
            response()
        } catch (failure: Exception) {
            if (failure is CancellationException) currentCoroutineContext().ensureActive()
            // A client that was told to expect success throws by itself.
            val answer = (failure as? ResponseException)?.response
            if (answer == null) {
                counter.onFailure(failure.attemptCount)
            } else {
                counter.onResponse(answer.status.value, answer.attemptsIfAny.size, started.elapsedNow(), bytes = 0)
            }
            throw failure
        }

    private suspend fun received(
        request: FetchRequest,
        started: ComparableTimeMark,
        response: HttpResponse,
    ): FetchResponse {
        val bytes = response.bodyAsBytes()
        val time = started.elapsedNow()
        val status = response.status.value
        val attempts = response.attemptsIfAny
        counter.onResponse(status, attempts.size, time, bytes.size)
        val body = response.textOf(bytes)
        if (!isSuccess(status)) throw response.statusError(body.take(SHOWN_OF_BODY))
        return FetchResponse(
            withoutUserInfo(request.url),
            status,
            response.headers.toMap(),
            body,
            time,
            attempts.size,
            withoutUserInfo(response.request.url.toString()),
            attempts.lastOrNull()?.proxy?.id,
        )
    }

    private fun HttpRequestBuilder.describe(
        asked: FetchRequest,
        isText: Boolean,
    ) {
        asked.headers.forEach { (name, value) ->
            val isOfBody = asked.data != null && name.equals(HttpHeaders.ContentType, ignoreCase = true)
            if (!isOfBody) headers[name] = value
        }
        asked.data?.let { setBody(TextContent(it.toString(), asked.contentType())) }
        rotation {
            timeouts { if (isText) callWithoutRule = asked.timeout else call = asked.timeout }
            maxAttempts = if (asked.maxRetries == Int.MAX_VALUE) Int.MAX_VALUE else asked.maxRetries + 1
            retryStatuses = statusesToRetry
        }
    }

    private companion object {
        val SERVER_ERRORS = 500..599
    }
}
