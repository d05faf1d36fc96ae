package dev.proxyrotator.engine

import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode
import io.ktor.util.date.GMTDate
import io.ktor.utils.io.ByteReadChannel
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred

/**
 * Sends one attempt over one route. It does not know that proxies rotate: whatever fails is reported, nothing is tried
 * again and nothing ever goes another way than the route says. Safe to use from any thread.
 */
public interface ProxyTransport : AutoCloseable {
    /**
     * Refuses a proxy this transport cannot carry safely, before anything is sent.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException saying why and what to use instead
     */
    public fun check(proxy: Proxy)

    /**
     * Sends [request] over [route] and returns with the head of the response. All its work runs in [scope]: cancelling
     * that ends the exchange and closes its connection.
     *
     * @throws ProxyRotatorException when the attempt failed
     * @throws IllegalArgumentException when this transport must not carry [request] over [route]; nothing was sent
     */
    public suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse

    /** Gives up what is kept for [proxy] as soon as no exchange uses it any more. */
    public fun forget(proxy: Proxy)

    /** Closes every connection. Idempotent, does not wait. */
    override fun close()

    /** Waits after [close] until everything is released. */
    public suspend fun awaitClosed()
}

/** Makes a transport with the settings of one rotator, which closes it. */
public fun interface ProxyTransportFactory {
    /**
     * A new transport.
     *
     * @throws IllegalArgumentException when it cannot do what [settings] ask for
     */
    public fun create(settings: TransportSettings): ProxyTransport
}

/** What a rotator asks of its transport. */
public class TransportSettings internal constructor(
    /** Time limits; `call` is kept by the rotator. */
    public val timeouts: Timeouts,
    /** TLS to the target. */
    public val tls: TlsSettings,
)

/** The head of a response and the body that follows. */
public class TransportResponse(
    /** The status. */
    public val status: HttpStatusCode,
    /** The version of the status line. */
    public val version: HttpProtocolVersion,
    /** The header fields. */
    public val headers: Headers,
    /** When the request was sent. */
    public val requestTime: GMTDate,
    /** The body; its reader is told of a broken one by an exception. */
    public val body: ByteReadChannel,
    /**
     * Ends when the exchange is over: normally when the body was complete, with a [ProxyRotatorException] when it broke
     * off, cancelled when its reader gave up.
     */
    public val completion: Deferred<Unit>,
)
