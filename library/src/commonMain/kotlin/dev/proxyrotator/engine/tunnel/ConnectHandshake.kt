package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.engine.authentication.AuthenticationRounds
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.HeadBuffer
import dev.proxyrotator.engine.http1.HeadDecoder
import dev.proxyrotator.engine.http1.Http1Limits
import dev.proxyrotator.engine.http1.ResponseHead
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.http1.malformed
import io.ktor.http.HttpHeaders

private const val SWITCHING_PROTOCOLS = 101
private val INTERIM = 100..199
private val SUCCESS = 200..299

/**
 * Opens a tunnel through an HTTP proxy (CONNECT, RFC 9110, 9.3.6), and shows it credentials when [rounds] has any: after
 * a 407 it asks again over the same connection where that can be, and else says so. Cookies and all that the proxy says
 * about itself are ignored.
 */
internal class ConnectHandshake(
    private val target: Authority,
    private val rounds: AuthenticationRounds?,
    /** What else is sent, see [dev.proxyrotator.proxy.Gateway.connectHeaders]. */
    private val headers: Map<String, String> = emptyMap(),
) : ProxyHandshake {
    private val heads = HeadDecoder(Http1Limits.Connect)
    private var outgoing: ByteArray? = connectRequest(target, rounds, headers)
    private var hasAskedAgain = false

    /** The body of the 407 after which to ask again. */
    private var unwanted: UnwantedBody? = null

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
            val body = unwanted
            if (body == null) {
                at = heads.decode(bytes, at, end)
                heads.head?.let { at = take(it, bytes, at, end) }
            } else {
                at = skip(body, bytes, at, end)
            }
        }
        return at
    }

    override fun endOfInput() {
        if (outcome != null) return
        outcome = outcomeOfLoss()
        if (outcome != null) return
        val place = if (heads.hasStarted) "inside the reply to CONNECT" else "without a reply to CONNECT"
        throw TruncatedMessageException("the connection was closed $place")
    }

    // A proxy may close after a 407 without saying so: then it did not take what was asked again.
    override fun outcomeOfLoss(): HandshakeOutcome? {
        val isKeptInVain = unwanted != null || (hasAskedAgain && !heads.hasStarted)
        return if (isKeptInVain) HandshakeOutcome.AskAgain else null
    }

    private fun take(
        head: ResponseHead,
        bytes: ByteArray,
        bodyStart: Int,
        end: Int,
    ): Int {
        val status = head.status.value
        if (status == SWITCHING_PROTOCOLS) malformed("101 (Switching Protocols), which nobody asked for")
        if (status in INTERIM) {
            heads.continueAfterInterim()
            return bodyStart
        }
        val challenges = head.headers.getAll(HttpHeaders.ProxyAuthenticate).orEmpty()
        val isAuthentication = status == ConnectRefusal.AUTHENTICATION_REQUIRED
        if (isAuthentication && rounds?.refused(challenges) == true) return askAgainAfter(head, bytes, bodyStart, end)
        if (!isAuthentication) rounds?.accepted()
        // A Content-Length or Transfer-Encoding means nothing here (RFC 9110, 9.3.6).
        if (status in SUCCESS) {
            outcome = HandshakeOutcome.Established
            return bodyStart
        }
        val snippet = refusalSnippet(head.headers, bytes, bodyStart, end, rounds?.credentials)
        outcome = ConnectRefusal(status, snippet, challenges)
        return end
    }

    private fun askAgainAfter(
        head: ResponseHead,
        bytes: ByteArray,
        bodyStart: Int,
        end: Int,
    ): Int {
        val body = UnwantedBody.of(head)
        if (body != null) return skip(body, bytes, bodyStart, end)
        outcome = HandshakeOutcome.AskAgain
        return end
    }

    private fun skip(
        body: UnwantedBody,
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        unwanted = body
        val at = body.skip(bytes, start, end)
        when {
            // Whatever comes behind the body answers nothing.
            body.isHopeless || (body.isComplete && at < end) -> outcome = HandshakeOutcome.AskAgain

            body.isComplete -> askAgain()
        }
        return end
    }

    private fun askAgain() {
        unwanted = null
        hasAskedAgain = true
        heads.clear()
        outgoing = connectRequest(target, rounds, headers)
    }
}

/** Nothing of the user's request is in it. */
private fun connectRequest(
    target: Authority,
    rounds: AuthenticationRounds?,
    headers: Map<String, String>,
): ByteArray {
    val out = HeadBuffer()
    out
        .ascii("CONNECT ")
        .ascii(target.connectTarget)
        .ascii(" HTTP/1.1")
        .lineEnd()
    out.ascii("Host: ").ascii(target.connectTarget).lineEnd()
    rounds?.authorize("CONNECT", target::connectTarget)?.let { authorization ->
        out.ascii("Proxy-Authorization: ")
        require(out.value(authorization)) { "The credentials of the proxy cannot be sent to it" }
        out.lineEnd()
    }
    headers.forEach { (name, value) ->
        out.ascii(name).ascii(": ")
        require(out.value(value)) { "The gateway's header $name cannot be sent to it" }
        out.lineEnd()
    }
    out.ascii("Proxy-Connection: keep-alive").lineEnd()
    return out.lineEnd().toByteArray()
}
