package dev.proxyrotator.engine

import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.http.HttpHeaders
import kotlinx.coroutines.CoroutineScope

/**
 * Sends one attempt over one route. It does not know that proxies rotate: whatever fails is reported, nothing is tried
 * again and nothing ever goes another way than the route says. Safe to use from any thread.
 *
 * It keeps the time limits `connect`, `handshake`, `tls`, `responseHead`, `idle` and `minimumBodyRate` of the [Route], as
 * far as it can tell these phases apart; those of Ktor's `HttpTimeoutCapability` on the request are among them. `call` is
 * kept by the rotator.
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
     * @throws ProxyRotatorException when the attempt failed or took too long
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
    /** The configured time limits; those of a request are in its [Route]. */
    public val timeouts: Timeouts,
    /** TLS to the target. */
    public val tls: TlsSettings,
    /** What may be under way at once, and how large a body in memory may be; kept by the rotator. */
    public val limits: Limits,
    /** Whether HTTP/2 is asked for; a transport that does not speak it refuses. */
    public val http2: Boolean = false,
    /**
     * What is to be sent as the `Accept-Encoding` of a request that has neither that nor a `Range`; the rotator decodes
     * what comes back. `null` when no coding is to be asked for.
     */
    public val acceptEncoding: String? = null,
    /** TLS to `https://` proxies, which is another hop than TLS to the target inside of it. */
    public val proxyTls: TlsSettings = TlsSettings(),
)

/** Whether what comes back may be in a coding that whoever asked does not know of. */
internal val HttpRequestData.leavesCodingOpen: Boolean
    get() = HttpHeaders.AcceptEncoding !in headers && HttpHeaders.Range !in headers && !isOpenEnded
