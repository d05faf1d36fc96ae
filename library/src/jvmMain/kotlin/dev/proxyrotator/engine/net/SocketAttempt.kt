package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.BodyFraming
import dev.proxyrotator.engine.http1.HeadBuffer
import dev.proxyrotator.engine.http1.RequestForm
import dev.proxyrotator.engine.http1.encodeRequestHead
import dev.proxyrotator.engine.http1.requestFraming
import dev.proxyrotator.engine.leavesCodingOpen
import dev.proxyrotator.engine.tunnel.basicProxyAuthorization
import io.ktor.client.request.HttpRequestData
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod
import io.ktor.http.content.OutgoingContent
import kotlinx.coroutines.CoroutineScope

/**
 * One request over one route, ready to be sent: whatever could be refused about it has been refused when this exists.
 *
 * @throws IllegalArgumentException when [request] cannot be sent safely
 */
internal class SocketAttempt(
    private val request: HttpRequestData,
    private val route: Route,
    origin: Authority,
    private val acceptEncoding: String?,
) {
    private val timeouts = route.timeouts
    private val isForwarded = !origin.isSecure && route.proxy.scheme.forwards
    private val framing = requestFraming(request.body, request.headers)
    private val expectsContinue = framing !is BodyFraming.None && request.headers[HttpHeaders.Expect] != null
    private val inlined = inlined()
    private val head = encode(origin)

    val key = ConnectionKey(route.proxy, origin.takeUnless { isForwarded }, route.sharing)

    val diallingLimits = Dialler.Limits(timeouts.connect, timeouts.handshake, timeouts.tls)

    /** A request of which not a byte was written can be sent again, whatever it is. */
    fun mayRepeatAfter(stale: StaleConnectionException): Boolean = !stale.isSent || route.mayRepeat

    suspend fun send(
        connection: HttpConnection,
        scope: CoroutineScope,
    ): TransportResponse =
        connection.send(
            head,
            head.size,
            OutgoingRequest(
                route.proxy,
                isHead = request.method == HttpMethod.Head,
                upload = if (inlined == null) Upload(request.body, framing, expectsContinue) else null,
                closesConnection = closesConnection(),
                mayRepeat = route.mayRepeat,
                OutgoingRequest.Limits(
                    responseHead = timeouts.responseHead,
                    idle = timeouts.idle,
                    minimumBodyRate = timeouts.minimumBodyRate,
                ),
            ),
            scope,
        )

    /** A small body leaves together with its head. */
    private fun inlined(): ByteArray? {
        if (expectsContinue || framing is BodyFraming.Chunked) return null
        val bytes = inMemory(request.body) ?: return null
        val promised = (framing as? BodyFraming.Length)?.bytes ?: 0
        require(bytes.size.toLong() == promised) {
            "The request body has ${bytes.size} bytes and says it has $promised; leave its Content-Length out"
        }
        return bytes.takeIf { it.size <= MAX_INLINED }
    }

    private fun encode(origin: Authority): ByteArray {
        val out = BUFFERS.get()!!.apply { clear() }
        val form = if (isForwarded) RequestForm.ABSOLUTE else RequestForm.ORIGIN
        val authorization = if (isForwarded) route.proxy.credentials?.let(::basicProxyAuthorization) else null
        val acceptedByUs = acceptEncoding?.takeIf { request.leavesCodingOpen }
        encodeRequestHead(out, request, origin, form, framing, authorization, acceptedByUs)
        inlined?.let { out.bytes(it) }
        return out.toByteArray()
    }

    private fun closesConnection(): Boolean = request.headers[HttpHeaders.Connection]?.contains("close", true) == true

    private companion object {
        const val MAX_INLINED = 64 * 1024
        val EMPTY = ByteArray(0)
        val BUFFERS: ThreadLocal<HeadBuffer> = ThreadLocal.withInitial { HeadBuffer() }

        fun inMemory(content: OutgoingContent): ByteArray? =
            when (content) {
                is OutgoingContent.NoContent -> EMPTY
                is OutgoingContent.ByteArrayContent -> content.bytes()
                is OutgoingContent.ContentWrapper -> inMemory(content.delegate())
                else -> null
            }
    }
}
