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
private val INTERIM = 100..199
private val SUCCESS = 200..299

/**
 * Opens a tunnel through an HTTP proxy (CONNECT, RFC 9110, 9.3.6), with Basic credentials at once when there are any.
 * Cookies and all that the proxy says about itself are ignored.
 */
internal class ConnectHandshake(
    target: Authority,
    private val credentials: ProxyCredentials?,
) : ProxyHandshake {
    private val heads = HeadDecoder(Http1Limits.Connect)

    // Nothing of the user's request is in it.
    private var outgoing: ByteArray? = connectRequest(target, credentials)

    override var outcome: HandshakeOutcome? = null
        private set

    init {
        heads.clear()
    }

    override fun takeOutgoing(): ByteArray? = outgoing.also { outgoing = null }

    override fun decode(
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

    override fun endOfInput() {
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
                outcome = HandshakeOutcome.Established
            }

            else -> {
                val snippet = refusalSnippet(head.headers, bytes, bodyStart, end, credentials)
                val challenges = head.headers.getAll(HttpHeaders.ProxyAuthenticate).orEmpty()
                outcome = ConnectRefusal(status, snippet, challenges)
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
