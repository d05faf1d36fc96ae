package dev.proxyrotator

import dev.proxyrotator.event.BlockTimer
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.event.RotationListener
import dev.proxyrotator.event.TimedScope
import dev.proxyrotator.fetch.BatchItem
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.fetch.FetchResponse
import dev.proxyrotator.fetch.FetchResult
import dev.proxyrotator.fetch.FetchStats
import dev.proxyrotator.fetch.Fetcher
import dev.proxyrotator.fetch.asCompleted
import dev.proxyrotator.fetch.batch
import dev.proxyrotator.fetch.resultOf
import dev.proxyrotator.pool.PoolStats
import dev.proxyrotator.pool.ProxyPool
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.rotation.RedirectFollower
import dev.proxyrotator.rotation.ShortWay
import dev.proxyrotator.rotation.afterClose
import dev.proxyrotator.rotation.checkOpen
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.session.Cookies
import dev.proxyrotator.session.Sessions
import io.ktor.client.HttpClient
import io.ktor.client.HttpClientConfig
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.prepareGet
import io.ktor.client.request.request
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.HttpStatement
import io.ktor.http.HttpMethod
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.onStart
import kotlin.concurrent.Volatile
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract
import kotlin.time.TimeSource
import dev.proxyrotator.fetch.streamGet as fetchStream

/**
 * An HTTP client that sends every request through a proxy of its [pool], chosen by a strategy, and turns to another
 * proxy when one fails. Nothing is ever sent without a proxy, unless [Proxy.Direct] is put into the pool.
 *
 * Safe to use from any thread and coroutine; one instance serves a whole application. Every suspending function can be
 * cancelled: that ends the request, closes its connection and gives its place back. Close the rotator when done.
 */
public class ProxyRotator internal constructor(
    rotation: Rotation,
    clientBlocks: List<HttpClientConfig<*>.() -> Unit>,
) : AutoCloseable {
    /** What this rotator was configured with. */
    public val config: ProxyRotatorConfig = rotation.config

    internal val engine = rotation.engine

    internal val realPool: RealProxyPool = rotation.pool

    /** The proxies this rotator chooses from. */
    public val pool: ProxyPool get() = realPool

    /** The sessions of this rotator: keys tied to one proxy, with cookies and headers of their own. */
    public val sessions: Sessions = rotation.sessions

    /** The cookies of the requests outside of sessions; see `cookies { }`. */
    public val cookies: Cookies = rotation.cookies

    internal val refresher = SourceRefresher(rotation.engine, rotation.random)

    internal val anonymity = AnonymityChecker(this, rotation.random)

    private val publisher = rotation.events

    /**
     * What happens, as it happens: calls and attempts that end, proxies that change. Hot, without a past: a collector
     * hears what comes after it began. It never slows a request down: of what it has not collected the latest 1,024
     * events are kept for it, and older ones are dropped. Never completes. Events are made only while somebody collects,
     * listens or logs them.
     */
    public val events: SharedFlow<RotationEvent> = publisher.events

    @PublishedApi
    internal val timer: BlockTimer = rotation.timer

    private val redirects = config.redirects.keepingHome(config.defaults.homeHeaderNames)

    internal val ktor = rotatingClient(engine, redirects, config.defaults.expectSuccess, clientBlocks)

    @Volatile
    private var shortWay =
        if (clientBlocks.isEmpty()) {
            ShortWay(
                ktor,
                engine,
                RedirectFollower(redirects),
            )
        } else {
            null
        }

    private val fetcher = Fetcher(config.fetch, config.retry.retryStatuses, rotation.timeSource, ::request)

    internal val timeSource: TimeSource = rotation.timeSource

    /**
     * The Ktor client behind the verbs, for everything they do not offer (`prepareGet`, plugins …). It rotates like the
     * verbs and is closed with the rotator.
     */
    public val client: HttpClient
        get() {
            // From now on anybody may put something into its pipelines.
            shortWay = null
            return ktor
        }

    /** How the next proxy is chosen; a new value takes effect with the next request. */
    public var strategy: RotationStrategy
        get() = realPool.strategy
        set(value) {
            realPool.strategy = value
        }

    /**
     * Sends a GET through a proxy, follows redirects, and returns the response with its body in memory.
     *
     * @throws dev.proxyrotator.failure.ProxyPoolEmptyException when no proxy is available; nothing was sent
     * @throws dev.proxyrotator.failure.ProxyConnectionException when all attempts failed
     * @throws dev.proxyrotator.failure.ProxyAuthenticationException when every proxy tried refused its credentials
     * @throws dev.proxyrotator.failure.ProxyTimeoutException when the call took longer than its limit
     * @throws dev.proxyrotator.failure.TooManyRedirectsException when there were more redirects than are followed
     * @throws dev.proxyrotator.failure.RedirectRefusedException when one leads to where no request goes
     * @throws dev.proxyrotator.failure.TargetRefusedException when the target guard does not allow the target
     * @throws dev.proxyrotator.failure.ProxySessionLostException when the proxy of its session is gone and may not be replaced
     * @throws dev.proxyrotator.failure.ResponseTooLargeException when the body is larger than `limits { maxBodyInMemory }`
     * @throws dev.proxyrotator.failure.ResponseDecodingException when a compressed body is not what it says
     * @throws io.ktor.client.plugins.ResponseException for a status that is not 2xx, with `expectSuccess`
     * @throws IllegalArgumentException when [url] is no http or https URL, or what is asked for cannot be done safely
     * @throws IllegalStateException after [close]
     */
    public suspend fun get(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Get, url, configure)

    /** Sends a POST; like [get]. It is sent a second time only when the first provably did not reach the target. */
    public suspend fun post(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Post, url, configure)

    /** Sends a PUT; like [get]. */
    public suspend fun put(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Put, url, configure)

    /** Sends a PATCH; like [post]. */
    public suspend fun patch(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Patch, url, configure)

    /** Sends a DELETE; like [get]. */
    public suspend fun delete(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Delete, url, configure)

    /** Sends a HEAD; like [get]. */
    public suspend fun head(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Head, url, configure)

    /** Sends an OPTIONS; like [get]. */
    public suspend fun options(
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.Options, url, configure)

    /** Sends a request with any [method], `"PATCH"` or one of your own; like [get] or, if not idempotent, [post]. */
    public suspend fun request(
        method: String,
        url: String,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): HttpResponse = send(HttpMethod.parse(method), url, configure)

    /**
     * Sends a GET for each of [urls], at most [maxConcurrent] at once (default 10), and returns one result for each, in
     * their order, duplicates included. A failed one never disturbs another; cancelling the caller cancels all.
     *
     * @throws IllegalArgumentException when [maxConcurrent] is less than 1
     */
    public suspend fun batchGet(
        urls: Iterable<String>,
        maxConcurrent: Int = 10,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): List<Result<HttpResponse>> {
        ktor.checkOpen()
        return batch(urls.toList(), maxConcurrent) { resultOf { get(it, configure) } }
    }

    /**
     * Sends a GET for each of [urls] as they come, at most [maxConcurrent] at once (default 10), and emits each result as
     * soon as it is there, with the place its URL has in the input. A failed one never disturbs another. Cold, and lazy on
     * both sides: a million URLs take no more memory than [maxConcurrent] responses.
     *
     * @throws IllegalArgumentException when [maxConcurrent] is less than 1
     */
    public fun batchGetAsCompleted(
        urls: Flow<String>,
        maxConcurrent: Int = 10,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): Flow<BatchItem> =
        asCompleted(urls, maxConcurrent) { index, url -> BatchItem(index, url, resultOf { get(url, configure) }) }
            .onStart { ktor.checkOpen() }

    /** The same for URLs that are there already; an [Iterable] may as well make them one by one. */
    public fun batchGetAsCompleted(
        urls: Iterable<String>,
        maxConcurrent: Int = 10,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): Flow<BatchItem> = batchGetAsCompleted(urls.asFlow(), maxConcurrent, configure)

    /**
     * The body of a GET as a cold flow of chunks of at most [chunkSize] bytes (default 8,192). Each collection is a
     * request of its own. Nothing is read ahead of the collector but a bounded buffer; to stop collecting closes the
     * connection. Attempts are repeated until the head of a response is there, not after. A body with an error status is
     * emitted like any other unless `expectSuccess = true`.
     *
     * Collecting throws what [get] throws, and [dev.proxyrotator.failure.StreamInterruptedException] when the body
     * breaks off.
     */
    public fun streamGet(
        url: String,
        chunkSize: Int = DEFAULT_CHUNK_SIZE,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): Flow<ByteArray> =
        fetchStream(chunkSize) { prepare(url, configure) }.catch { throw seenFromOutside(it) }

    /** A request that is not sent before it is executed, for a response that is streamed. */
    internal suspend fun prepare(
        url: String,
        configure: HttpRequestBuilder.() -> Unit,
    ): HttpStatement = ktor.prepareGet { target(url).configure() }

    /** How an error looks to the user: one that comes of [close] is not a cancellation. */
    internal suspend fun seenFromOutside(error: Throwable): Throwable = ktor.afterClose(error)

    /**
     * Sends [request] and returns what came back, with its body as text. A status that is not 2xx is an error. 5xx, 500
     * included, and what [RetryPolicy.retryStatuses][dev.proxyrotator.retry.RetryPolicy.retryStatuses] names is tried
     * again first, up to [FetchRequest.maxRetries] times with the configured backoff, if the method is idempotent.
     *
     * Throws what [get] throws, and Ktor's errors for statuses:
     *
     * @throws io.ktor.client.plugins.ClientRequestException for 4xx
     * @throws io.ktor.client.plugins.ServerResponseException for 5xx
     * @throws io.ktor.client.plugins.ResponseException for any other that is not 2xx
     */
    public suspend fun fetch(request: FetchRequest): FetchResponse = fetcher.fetch(request)

    /** Sends a GET as [fetch] does, with the timeout and the retries of `fetch { }`. */
    public suspend fun fetch(url: String): FetchResponse = fetcher.fetch(url)

    /**
     * Sends all of [requests] as [fetch] does, at most [maxConcurrent] at once (`fetch { maxConcurrent }`, default 100),
     * and returns what became of each, in their order, duplicates included. A failed one never disturbs another;
     * cancelling the caller cancels all. With a [chunkSize] the next so many begin when the last of them is done.
     *
     * @throws IllegalArgumentException when [maxConcurrent] or [chunkSize] is less than 1
     */
    public suspend fun fetchAll(
        requests: Iterable<FetchRequest>,
        maxConcurrent: Int = config.fetch.maxConcurrent,
        chunkSize: Int? = config.fetch.chunkSize,
    ): FetchResult {
        ktor.checkOpen()
        return fetcher.all(requests.toList(), maxConcurrent, chunkSize)
    }

    /**
     * Sends a GET for each of [urls] as [fetchAll] does, with the timeout and the retries of `fetch { }`, and returns what
     * became of each, in their order. One that is there twice is fetched once.
     */
    public suspend fun fetchUrls(
        urls: Iterable<String>,
        maxConcurrent: Int = config.fetch.maxConcurrent,
        chunkSize: Int? = config.fetch.chunkSize,
    ): Map<String, FetchOutcome> {
        ktor.checkOpen()
        return fetcher.urls(urls, maxConcurrent, chunkSize)
    }

    /**
     * Sends [requests] as they come, as [fetch] does, at most [maxConcurrent] at once, and emits what becomes of each as
     * soon as it is known. Cold, and lazy on both sides: a million requests take no more memory than [maxConcurrent].
     *
     * @throws IllegalArgumentException when [maxConcurrent] is less than 1
     */
    public fun fetchFlow(
        requests: Flow<FetchRequest>,
        maxConcurrent: Int = config.fetch.maxConcurrent,
    ): Flow<FetchOutcome> = fetcher.flow(requests, maxConcurrent).onStart { ktor.checkOpen() }

    /** All that was fetched so far in numbers: by [fetch], [fetchAll], [fetchUrls] and [fetchFlow]. */
    public fun getFetchStats(): FetchStats = fetcher.stats()

    /**
     * Adds the proxy that [url] describes; see [ProxyPool.add].
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when [url] is not a valid proxy, or not one the transport carries
     * @throws IllegalStateException when the pool is full
     */
    public suspend fun addProxy(url: String): ProxyId = addProxy(Proxy.parse(url))

    /** Adds [proxy]; see [ProxyPool.add]. */
    public suspend fun addProxy(proxy: Proxy): ProxyId {
        currentCoroutineContext().ensureActive()
        return pool.add(proxy)
    }

    /**
     * Removes the proxy with this [id]; see [ProxyPool.remove].
     *
     * @throws NoSuchElementException when there is none
     */
    public suspend fun removeProxy(
        id: ProxyId,
        mode: RemoveMode = RemoveMode.DRAIN,
    ) {
        currentCoroutineContext().ensureActive()
        pool.remove(id, mode)
    }

    /**
     * Removes the proxy that [url] describes, credentials included; see [ProxyPool.remove].
     *
     * @throws NoSuchElementException when it is not in the pool
     */
    public suspend fun removeProxy(
        url: String,
        mode: RemoveMode = RemoveMode.DRAIN,
    ) {
        currentCoroutineContext().ensureActive()
        pool.remove(url, mode)
    }

    /** The pool in numbers. */
    public fun getPoolStats(): PoolStats = realPool.stats()

    /**
     * Removes every proxy that is cooling down, being probed, in quarantine, banned altogether, or refused its credentials;
     * returns how many.
     */
    public suspend fun clearUnhealthyProxies(): Int {
        currentCoroutineContext().ensureActive()
        return realPool.removeUnhealthy()
    }

    /**
     * Sets the strategy by its name: `round-robin`, `random`, `weighted`, `least-used`, `least-in-flight`,
     * `latency-aware`, `sticky` or `cost-aware`. See [RotationStrategy.named].
     *
     * @throws IllegalArgumentException for any other name
     */
    public fun setStrategy(name: String) {
        strategy = RotationStrategy.named(name)
    }

    /** Adds [listener], which hears what happens from now on; one that is there already is not added again. */
    public fun addListener(listener: RotationListener): Unit = publisher.add(listener)

    /** Removes [listener]; nothing if it is not there. An event under way may still reach it. */
    public fun removeListener(listener: RotationListener): Unit = publisher.remove(listener)

    /**
     * Runs [block] and reports under that [name] how long it took, to [events], the listeners and the log, by the clock
     * of this rotator and however the block ends. Within the block `timed` nests: its path there is `name/inner`. The
     * block may suspend where its caller may.
     *
     * @throws IllegalArgumentException when [name] is blank or has a line break or another control character in it
     */
    @OptIn(ExperimentalContracts::class)
    public inline fun <T> timed(
        name: String,
        block: TimedScope.() -> T,
    ): T {
        contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
        return timer.timed(name, block)
    }

    /**
     * Ends every request under way and closes every connection. Idempotent and immediate; [aclose] also waits. Requests
     * made afterwards, and those under way, fail with an [IllegalStateException].
     */
    override fun close() {
        engine.close()
        ktor.close()
    }

    /** Closes like [close] and returns when the last connection is closed and the last thread is on its way out. */
    public suspend fun aclose() {
        close()
        engine.awaitClosed()
    }

    /** The pool, its size and the strategy, for logs. */
    override fun toString(): String = "ProxyRotator(pool '${pool.name}' of ${pool.size} proxies, ${strategy.name})"

    private suspend fun send(
        method: HttpMethod,
        url: String,
        configure: HttpRequestBuilder.() -> Unit,
    ): HttpResponse {
        val request = HttpRequestBuilder()
        request.method = method
        request.target(url)
        request.configure()
        val response = shortWay?.send(request) ?: return ktor.request(request)
        return if (config.defaults.expectSuccess) response.requireSuccess() else response
    }

    private companion object {
        const val DEFAULT_CHUNK_SIZE = 8192
    }
}
