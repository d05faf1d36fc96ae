package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.authentication.AuthenticationBook
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.forwards
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.BodyFraming
import dev.proxyrotator.engine.http1.HeadBuffer
import dev.proxyrotator.engine.http1.RequestForm
import dev.proxyrotator.engine.http1.encodeRequestHead
import dev.proxyrotator.engine.http1.requestFraming
import dev.proxyrotator.engine.http1.requestTarget
import dev.proxyrotator.engine.leavesCodingOpen
import dev.proxyrotator.failure.ProxyAuthenticationException
import io.ktor.client.request.HttpRequestData
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod
import io.ktor.http.HttpStatusCode
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
    private val origin: Authority,
    private val acceptEncoding: String?,
    authentication: AuthenticationBook,
) {
    private val timeouts = route.timeouts
    private val upgrade = UpgradeRequest.of(request)

    // Another protocol is between us and the target: the proxy is asked for a tunnel (RFC 6455 §4.1).
    private val isForwarded = route.proxy.forwards(request)
    private val framing = requestFraming(request.body, request.headers)
    private val expectsContinue = framing !is BodyFraming.None && request.headers[HttpHeaders.Expect] != null
    private val inlined = inlined()
    private val rounds = if (isForwarded) authentication.roundsFor(route.dialled) else null

    // One that shows credentials is sent only once.
    private var head: ByteArray? = encode()

    val key = ConnectionKey(route.proxy, origin.takeUnless { isForwarded }, route.sharing, route.dialled)

    val diallingLimits = Dialler.Limits(timeouts.connect, timeouts.handshake, timeouts.tls)

    /** A request of which not a byte was written can be sent again, whatever it is. */
    fun mayRepeatAfter(stale: StaleConnectionException): Boolean = !stale.isSent || route.mayRepeat

    /** Whether [response] is the proxy's and asks for the request once more, with other credentials (RFC 9110 §15.5.8). */
    fun isAskedAgain(response: TransportResponse): Boolean {
        val rounds = rounds ?: return false
        if (response.status == HttpStatusCode.ProxyAuthenticationRequired) {
            return rounds.refused(response.headers.getAll(HttpHeaders.ProxyAuthenticate).orEmpty())
        }
        rounds.accepted()
        return false
    }

    /** @throws ProxyAuthenticationException when the body is gone, because it is produced or read only once */
    fun requireRepeatable() {
        if (inMemory(request.body) != null) return
        // So that another request with such a body gets through.
        rounds?.accepted()
        throw ProxyAuthenticationException(route.proxy, UNAUTHENTICATED, isCertain = false, hint = GONE)
    }

    suspend fun send(
        connection: HttpConnection,
        scope: CoroutineScope,
    ): TransportResponse {
        val head = head ?: encode()
        if (rounds != null) this.head = null
        return connection.send(
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
                upgrade,
            ),
            scope,
        )
    }

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

    private fun encode(): ByteArray {
        val form = if (isForwarded) RequestForm.ABSOLUTE else RequestForm.ORIGIN
        val authorization = rounds?.authorize(request.method.value) { requestTarget(request, origin, form) }
        val out = BUFFERS.get()!!.apply { clear() }
        val acceptedByUs = acceptEncoding?.takeIf { request.leavesCodingOpen }
        encodeRequestHead(out, request, origin, form, framing, authorization, acceptedByUs)
        inlined?.let { out.bytes(it) }
        return out.toByteArray()
    }

    private fun closesConnection(): Boolean =
        route.isOnce || request.headers[HttpHeaders.Connection]?.contains("close", true) == true

    private companion object {
        const val MAX_INLINED = 64 * 1024
        const val UNAUTHENTICATED = 407
        const val GONE = "the body of the request could not be sent again; the next request answers at once"
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
