package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import io.kotest.matchers.shouldBe
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode
import io.ktor.util.date.GMTDate
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteWriteChannel
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.testTimeSource
import kotlinx.io.IOException
import kotlin.random.Random
import kotlin.time.Duration.Companion.seconds

internal const val VIRTUAL_TARGET = "http://target.example/"

/** One attempt, as the transport of a [VirtualRotator] sees it. */
internal class VirtualAttempt(
    /** 1 for the first that the transport was ever asked for. */
    val number: Int,
    val request: HttpRequestData,
    val route: Route,
    private val scope: CoroutineScope,
) {
    val proxy: String get() = route.proxy.host

    /** The proxy is not there. */
    fun refuse(): Nothing = throw ProxyUnreachableException(route.proxy, FailureKind.CONNECT)

    /** The connection breaks once the request is sent. */
    fun lose(): Nothing = throw ProxyConnectionLostException(route.proxy, "reset")

    fun respond(
        text: String = "ok",
        status: HttpStatusCode = HttpStatusCode.OK,
        headers: Headers = Headers.Empty,
    ) = TransportResponse(status, HttpProtocolVersion.HTTP_1_1, headers, GMTDate.START, text.toByteArray())

    /** A body that [write] brings in its own time; what it throws breaks it off. */
    fun stream(
        status: HttpStatusCode = HttpStatusCode.OK,
        headers: Headers = Headers.Empty,
        write: suspend (ByteWriteChannel) -> Unit,
    ): TransportResponse {
        val channel = ByteChannel(autoFlush = true)
        val completion = CompletableDeferred<Unit>()
        val writing =
            scope.launch {
                try {
                    write(channel)
                    completion.complete(Unit)
                    channel.flushAndClose()
                } catch (broken: ProxyRotatorException) {
                    completion.completeExceptionally(broken)
                    channel.cancel(broken)
                }
            }
        writing.invokeOnCompletion {
            if (it != null &&
                completion.completeExceptionally(it)
            ) {
                channel.cancel(IOException("The exchange ended", it))
            }
        }
        return TransportResponse(status, HttpProtocolVersion.HTTP_1_1, headers, GMTDate.START, channel, completion)
    }

    /** A body that brings nothing and does not end before its reader gives it up. */
    fun streamWithoutEnd(
        status: HttpStatusCode,
        headers: Headers,
    ) = stream(status, headers) { channel ->
        while (!channel.isClosedForWrite) delay(1.seconds)
        throw CancellationException("Its reader gave up")
    }
}

/** Does for each attempt what [answer] says, and counts. */
internal class VirtualTransport(
    private val remembers: Boolean,
    private val answer: suspend VirtualAttempt.() -> TransportResponse,
) : ProxyTransport {
    /** Those that failed as an attempt fails; a broken body is not among them. */
    var failures = 0
        private set

    /** Those that were begun. */
    val attempts = ArrayList<VirtualAttempt>()

    override suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse =
        scope
            .async {
                val attempt = VirtualAttempt(attempts.size + 1, request, route, scope)
                if (remembers) attempts.add(attempt)
                try {
                    attempt.answer()
                } catch (failure: ProxyRotatorException) {
                    failures++
                    throw failure
                }
            }.await()

    override fun check(proxy: Proxy) = Unit

    override fun forget(proxy: Proxy) = Unit

    override fun close() = Unit

    override suspend fun awaitClosed() = Unit
}

/** What a rotator has lent and not got back. */
internal data class Held(
    val leases: Int = 0,
    val waitingForLease: Int = 0,
    val hostPlaces: Int = 0,
    val waitingForHost: Int = 0,
)

internal val ProxyRotator.held: Held
    get() {
        val hosts = engine.attempts.hosts.counts()
        val leases = pool.statistics().sumOf { it.inFlight }
        return Held(leases, realPool.waitingRequests, hosts.inUse, hosts.waiting)
    }

/** A rotator wholly on the virtual time of [scope], of which a test sees what it holds. */
internal class VirtualRotator(
    scope: TestScope,
    vararg proxies: String,
    dispatcher: CoroutineDispatcher = StandardTestDispatcher(scope.testScheduler),
    remembers: Boolean = true,
    configure: ProxyRotatorBuilder.() -> Unit = {},
    answer: suspend VirtualAttempt.() -> TransportResponse,
) : AutoCloseable {
    val transport = VirtualTransport(remembers, answer)
    val attempts: List<VirtualAttempt> get() = transport.attempts

    val rotator: ProxyRotator =
        ProxyRotator(*proxies) {
            transport = { this@VirtualRotator.transport }
            this.dispatcher = dispatcher
            timeSource = scope.testTimeSource
            random = Random(20_261_121)
            configure()
        }

    /** The failures on record, of all proxies. */
    val failures: Long
        get() =
            rotator.pool
                .statistics()
                .flatMap { it.failures.values }
                .sum()

    fun shouldHoldNothing() {
        rotator.held shouldBe Held()
    }

    override fun close() = rotator.close()
}

internal fun proxies(count: Int): Array<String> = Array(count) { "http://p$it.example" }
