package dev.proxyrotator.java

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import io.ktor.client.plugins.ResponseException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.statement.HttpResponse
import io.ktor.http.URLParserException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.future.future
import kotlinx.coroutines.jdk9.asPublisher
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Flow
import java.util.function.Consumer
import kotlinx.coroutines.flow.Flow as ColdFlow

/** Where the futures and publishers of Java meet the suspending functions and flows of [rotator]. */
internal class CoroutineBridge(
    val rotator: ProxyRotator,
    private val dispatcher: CoroutineDispatcher,
    val codec: JsonCodec?,
) {
    private val scope = CoroutineScope(SupervisorJob() + dispatcher)

    fun send(request: Request): CompletableFuture<Response> =
        future { rotator.request(request.method(), request.url()) { write(request) }.inMemory(codec) }

    fun batchGet(
        urls: List<String>,
        maxConcurrent: Int,
        configure: Consumer<Request.Builder>,
    ): CompletableFuture<List<BatchResult>> =
        future {
            rotator
                .batchGet(urls, maxConcurrent) { configureItem(configure) }
                .mapIndexed { index, result -> result.forJava(index.toLong(), urls[index]) }
        }

    fun batchGetAsCompleted(
        urls: Iterable<String>,
        maxConcurrent: Int,
        configure: Consumer<Request.Builder>,
    ): Flow.Publisher<BatchResult> =
        rotator
            .batchGetAsCompleted(urls, maxConcurrent) { configureItem(configure) }
            .map { (index, url, result) -> result.forJava(index, url) }
            .published()

    fun streamGet(
        chunkSize: Int,
        request: Request,
    ): Flow.Publisher<ByteBuffer> =
        rotator
            .streamGet(request.url(), chunkSize) { write(request) }
            .map { ByteBuffer.wrap(it) }
            .published()

    fun events(): Flow.Publisher<RotationEvent> = rotator.events.asPublisher(dispatcher)

    fun addProxy(url: String): CompletableFuture<ProxyId> = future { rotator.addProxy(url) }

    fun addProxy(proxy: Proxy): CompletableFuture<ProxyId> = future { rotator.addProxy(proxy) }

    fun removeProxy(
        id: ProxyId,
        mode: RemoveMode,
    ): CompletableFuture<Void?> = done { rotator.removeProxy(id, mode) }

    fun removeProxy(
        url: String,
        mode: RemoveMode,
    ): CompletableFuture<Void?> = done { rotator.removeProxy(url, mode) }

    fun clearUnhealthyProxies(): CompletableFuture<Int> = future { rotator.clearUnhealthyProxies() }

    fun closeAsync(): CompletableFuture<Void?> = done { rotator.aclose() }

    private fun HttpRequestBuilder.configureItem(configure: Consumer<Request.Builder>) =
        write(Request.of(codec, method.value, url.buildString(), configure))

    private suspend fun Result<HttpResponse>.forJava(
        index: Long,
        url: String,
    ) = fold(
        { BatchResult(index, url, it.inMemory(codec), null) },
        { BatchResult(index, url, null, it.forJava()) },
    )

    fun done(block: suspend () -> Unit): CompletableFuture<Void?> =
        future {
            block()
            null
        }

    /** [start] says whether [block] begins in the calling thread. */
    fun <T> future(
        start: CoroutineStart = CoroutineStart.DEFAULT,
        block: suspend () -> T,
    ): CompletableFuture<T> =
        scope.future(start = start) {
            try {
                block()
            } catch (cancelled: CancellationException) {
                throw cancelled
            } catch (error: Throwable) {
                throw error.forJava()
            }
        }

    fun <T : Any> publisher(flow: ColdFlow<T>): Flow.Publisher<T> = flow.published()

    private fun <T : Any> ColdFlow<T>.published(): Flow.Publisher<T> =
        catch { throw it.forJava() }.asPublisher(dispatcher)

    /** What a Java caller is told of: no copy made for the stack trace of a coroutine, no type of Ktor's. */
    private suspend fun Throwable.forJava(): Throwable =
        when (val error = original()) {
            // Its message shows the URL, which may hold a password.
            is URLParserException -> IllegalArgumentException("The URL of the request cannot be parsed")

            is ResponseException -> HttpStatusException(error.response.asFarAsThere(codec))

            else -> error
        }
}

/** With assertions on, coroutines rethrow a copy of an exception: marked in its stack trace, the true one its cause. */
private fun Throwable.original(): Throwable {
    val original = cause
    if (original == null || original.javaClass != javaClass) return this
    val isCopy = stackTrace.any { it.className.startsWith("_COROUTINE") }
    return if (isCopy) original.original() else this
}
