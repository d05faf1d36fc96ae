package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.HeadBuffer
import dev.proxyrotator.engine.http1.HeadDecoder
import dev.proxyrotator.engine.http1.Http1Limits
import dev.proxyrotator.engine.http1.ResponseHead
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.http1.malformed
import dev.proxyrotator.proxy.ProxyCredentials
import io.ktor.http.HttpHeaders

private const val SWITCHING_PROTOCOLS = 101
private const val AUTHENTICATION_REQUIRED = 407
private val INTERIM = 100..199
private val SUCCESS = 200..299

/**
 * Opens a tunnel through an HTTP proxy (CONNECT, RFC 9110, 9.3.6), with Basic credentials at once when there are any.
 * Cookies and all that the proxy says about itself are ignored.
 */
internal class ConnectHandshake(
    target: Authority,
    private val credentials: ProxyCredentials?,
) {
    private val heads = HeadDecoder(Http1Limits.Connect)

    /** What to send first; nothing of the user's request is in it. */
    val request: ByteArray = connectRequest(target, credentials)

    /** What came of it, or `null` as long as more of the reply is needed. */
    var outcome: Outcome? = null
        private set

    init {
        heads.clear()
    }

    sealed interface Outcome {
        /** The next byte belongs to the tunnel. */
        data object Established : Outcome

        /**
         * The proxy said no. The connection is of no further use.
         *
         * @property snippet the beginning of what the proxy wrote for a human, in one printable line; empty unless it
         *   came together with the head.
         * @property proxyAuthenticate the challenges of a 407, as they came.
         */
        class Refused(
            val status: Int,
            val snippet: String,
            val proxyAuthenticate: List<String>,
        ) : Outcome {
            /** 407: the credentials are missing or wrong. */
            val isAuthenticationRequired: Boolean get() = status == AUTHENTICATION_REQUIRED
        }
    }

    /**
     * Takes bytes of the reply and returns the index after the last one taken; once the [outcome] is there nothing more is
     * taken, and what follows belongs to the tunnel.
     *
     * @throws dev.proxyrotator.engine.http1.MalformedMessageException when the reply is not HTTP
     */
    fun decode(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        var at = start
        while (at < end && outcome == null) {
            at = heads.decode(bytes, at, end)
            heads.head?.let { at = take(it, bytes, at, end) }
        }
        return at
    }

    /**
     * The proxy closed; does nothing when the [outcome] is there.
     *
     * @throws TruncatedMessageException when the reply is not complete
     */
    fun endOfInput() {
        if (outcome != null) return
        val place = if (heads.hasStarted) "inside the reply to CONNECT" else "without a reply to CONNECT"
        throw TruncatedMessageException("the connection was closed $place")
    }

    private fun take(
        head: ResponseHead,
        bytes: ByteArray,
        bodyStart: Int,
        end: Int,
    ): Int {
        val status = head.status.value
        if (status == SWITCHING_PROTOCOLS) malformed("101 (Switching Protocols), which nobody asked for")
        when (status) {
            in INTERIM -> {
                heads.continueAfterInterim()
            }

            // A Content-Length or Transfer-Encoding means nothing here (RFC 9110, 9.3.6).
            in SUCCESS -> {
                outcome = Outcome.Established
            }

            else -> {
                val snippet = refusalSnippet(head.headers, bytes, bodyStart, end, credentials)
                val challenges = head.headers.getAll(HttpHeaders.ProxyAuthenticate).orEmpty()
                outcome = Outcome.Refused(status, snippet, challenges)
                return end
            }
        }
        return bodyStart
    }
}

private fun connectRequest(
    target: Authority,
    credentials: ProxyCredentials?,
): ByteArray {
    val out = HeadBuffer()
    out
        .ascii("CONNECT ")
        .ascii(target.connectTarget)
        .ascii(" HTTP/1.1")
        .lineEnd()
    out.ascii("Host: ").ascii(target.connectTarget).lineEnd()
    if (credentials != null) out.ascii("Proxy-Authorization: ").ascii(basicProxyAuthorization(credentials)).lineEnd()
    out.ascii("Proxy-Connection: keep-alive").lineEnd()
    return out.lineEnd().toByteArray()
}
