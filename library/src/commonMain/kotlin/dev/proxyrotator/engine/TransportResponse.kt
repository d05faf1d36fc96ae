package dev.proxyrotator.engine

import dev.proxyrotator.failure.ProxyRotatorException
import io.ktor.http.Headers
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode
import io.ktor.util.date.GMTDate
import io.ktor.utils.io.ByteReadChannel
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred

/** The head of a response and the body that follows. */
public class TransportResponse private constructor(
    /** The status. */
    public val status: HttpStatusCode,
    /** The version of the status line. */
    public val version: HttpProtocolVersion,
    /** The header fields. */
    public val headers: Headers,
    /** When the request was sent. */
    public val requestTime: GMTDate,
    private val channel: ByteReadChannel?,
    /**
     * Ends when the exchange is over: normally when the body was complete, with a [ProxyRotatorException] when it broke
     * off, cancelled when its reader gave up.
     */
    public val completion: Deferred<Unit>,
    /** The whole body, where it is in memory already; `null` for one that may still wait or break off. */
    internal val bytes: ByteArray?,
) {
    /** What is known of how its connection came about, where the transport tells. */
    internal var opening: ConnectionOpening? = null

    /** What the connection carries from now on, after a 101 (Switching Protocols); the [body] is a part of it. */
    internal var upgrade: ConnectionUpgrade? = null

    /** The body; its reader is told of a broken one by an exception. */
    public val body: ByteReadChannel get() = channel ?: ByteReadChannel(checkNotNull(bytes))

    /** A response whose body is still to come. */
    public constructor(
        status: HttpStatusCode,
        version: HttpProtocolVersion,
        headers: Headers,
        requestTime: GMTDate,
        body: ByteReadChannel,
        completion: Deferred<Unit>,
    ) : this(status, version, headers, requestTime, body, completion, bytes = null)

    /** A response that is complete. */
    internal constructor(
        status: HttpStatusCode,
        version: HttpProtocolVersion,
        headers: Headers,
        requestTime: GMTDate,
        bytes: ByteArray,
    ) : this(status, version, headers, requestTime, channel = null, complete, bytes)

    private companion object {
        val complete = CompletableDeferred(Unit)
    }
}
