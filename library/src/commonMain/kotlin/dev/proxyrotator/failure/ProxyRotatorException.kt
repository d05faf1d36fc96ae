package dev.proxyrotator.failure

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.proxy.ProxyScheme
import kotlinx.io.IOException
import kotlin.time.Duration

/**
 * Everything that can go wrong between the caller and the target's answer. From narrow to wide: catch one of the
 * subclasses, then this, then [IOException]. HTTP-level errors (a 404, `expectSuccess`) stay Ktor's own. No message,
 * cause or property shows credentials.
 */
public sealed class ProxyRotatorException(
    message: String,
    cause: Throwable? = null,
) : IOException(message, cause) {
    /** What this says of one attempt, or `null` when it is not about one attempt. */
    internal open val failureKind: FailureKind? get() = null
}

/** No proxy could be chosen, so nothing was sent: the request never goes out directly instead. */
public class ProxyPoolEmptyException internal constructor(
    /** Why no proxy could be chosen. */
    public val reason: Reason,
    /** The name of the pool. */
    public val poolName: String,
    /** How long until the first proxy may be tried again; `null` when none will come back by itself. */
    public val earliestRetry: Duration?,
) : ProxyRotatorException(
        "No proxy available in pool '$poolName': ${reason.text}" +
            (earliestRetry?.let { "; the first may be tried again in $it" } ?: ""),
    ) {
    /** Why no proxy could be chosen. */
    public enum class Reason(
        internal val text: String,
    ) {
        /** The pool holds no proxy at all. */
        EMPTY("it has no proxies; add one with addProxy"),

        /** Every proxy is out of rotation: cooling down, in quarantine, banned altogether, or it refused its credentials. */
        ALL_UNAVAILABLE(
            "every proxy is out of rotation (cooling down, quarantined, banned, or refused its credentials)",
        ),

        /** No proxy of the pool matches the filter of the request. */
        FILTER_MATCHES_NONE("none of its proxies matches the filter of the request; widen it or add some that do"),

        /** The target has banned every proxy that is in rotation. */
        BANNED("every usable proxy is banned at the target"),

        /** Limits left no place, at the usable proxies or at the target, for as long as a request may wait. */
        LIMITS("limits left no place within the time there was to wait for one; raise limits or the time-outs"),
    }
}

/** Every attempt failed, or the one that did must not be repeated. */
public class ProxyConnectionException internal constructor(
    /** What happened, in order. Never empty. */
    public val attempts: List<Attempt>,
) : ProxyRotatorException(
        "The request failed after ${attempts.size} attempt(s): " + attempts.joinToString("; "),
        attempts.last().cause,
    ) {
    init {
        suppressEarlier(attempts)
    }
}

/**
 * The proxy refused the credentials, or asked for some and none are configured: a 407 on CONNECT or on a forwarded
 * request (RFC 9110 §15.5.8), or a SOCKS proxy that did not accept the user (RFC 1928 §3, RFC 1929). A target's own
 * 401, or a 407 inside a tunnel, is never this.
 */
public class ProxyAuthenticationException internal constructor(
    proxy: Proxy,
    /** The proxy's HTTP status, 407; `null` where SOCKS is spoken. */
    public val status: Int?,
    /** What happened, in order; empty while the exception stands for a single attempt. */
    public val attempts: List<Attempt> = emptyList(),
    internal val isCertain: Boolean = true,
    /** What a SOCKS 4 proxy says against the user; `null` in any other case. */
    public val socksReply: SocksReply? = null,
    hint: String? = null,
) : ProxyRotatorException(
        "Proxy $proxy " +
            (if (proxy.credentials == null) "wants credentials and none are set" else "refused the credentials") +
            (status?.let { " ($it)" } ?: shown(socksReply)) + (hint?.let { ": $it" } ?: "") +
            if (attempts.size > 1) "; all ${attempts.size} attempts: " + attempts.joinToString("; ") else "",
        attempts.lastOrNull()?.cause,
    ) {
    /** The proxy that refused. */
    public val proxyId: ProxyId = proxy.id

    /** How the proxy was spoken to. */
    public val scheme: ProxyScheme = proxy.scheme

    override val failureKind: FailureKind get() = FailureKind.AUTHENTICATION

    init {
        suppressEarlier(attempts)
    }
}

/** A time limit passed. */
public class ProxyTimeoutException internal constructor(
    /** Which limit. */
    public val phase: Phase,
    /** The limit. */
    public val limit: Duration,
    /** What had happened until then, in order. */
    public val attempts: List<Attempt> = emptyList(),
    cause: Throwable? = null,
    /** Whether the request was still being sent. */
    internal val isSending: Boolean = false,
) : ProxyRotatorException(
        "Timed out: ${phase.text} took longer than $limit" +
            if (attempts.isEmpty()) "" else "; attempts before: " + attempts.joinToString("; "),
        cause,
    ) {
    override val failureKind: FailureKind
        get() =
            when (phase) {
                Phase.CONNECT, Phase.HANDSHAKE -> FailureKind.CONNECT_TIMEOUT
                Phase.TLS -> FailureKind.TLS
                Phase.RESPONSE_HEAD, Phase.IDLE, Phase.BODY_RATE, Phase.CALL -> FailureKind.RESPONSE_TIMEOUT
            }

    /** What took too long. */
    public enum class Phase(
        internal val text: String,
    ) {
        /** Connecting to the proxy. */
        CONNECT("connecting to the proxy"),

        /** The handshake with the proxy that opens a tunnel: CONNECT or SOCKS, and its answer. */
        HANDSHAKE("the handshake with the proxy"),

        /** The TLS handshake with the target. */
        TLS("the TLS handshake with the target"),

        /** From sending the request to the head of the response. */
        RESPONSE_HEAD("the head of the response"),

        /** Silence between two reads of the body. */
        IDLE("the next byte"),

        /** The body brought fewer bytes than the minimum rate asks for. */
        BODY_RATE("as much of the body as the minimum rate asks for"),

        /** The whole call with all its attempts; for a streamed response, up to its head. */
        CALL("the call with all its attempts"),
    }
}

/**
 * No connection to the proxy, or to the target of a [Proxy.Direct]: its name did not resolve, it refused, this machine
 * could not open one, or none was opened because the proxy's protocol has no way to name the target.
 */
public class ProxyUnreachableException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    override val failureKind: FailureKind,
    cause: Throwable? = null,
    detail: String? = null,
) : ProxyRotatorException(
        (if (proxy.scheme == ProxyScheme.DIRECT) "Cannot reach the target" else "Cannot reach proxy $proxy") +
            (detail?.let { ": $it" } ?: ""),
        cause,
    )

/** The proxy answered CONNECT with anything but 2xx, or SOCKS with anything but success, so there is no tunnel. */
public class ProxyRefusedException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    /** The status of its answer, or `null` where the transport does not tell, or SOCKS is spoken. */
    public val status: Int?,
    cause: Throwable? = null,
    snippet: String? = null,
    /** What a SOCKS proxy answered; `null` for any other, and where the connection broke before. */
    public val socksReply: SocksReply? = null,
) : ProxyRotatorException(
        "Proxy $proxy refused the tunnel" + (status?.let { " with status $it" } ?: shown(socksReply)) +
            (snippetOf(proxy, snippet)?.let { ": " + shortened(it) } ?: ""),
        cause,
    ) {
    /**
     * The beginning of what the proxy said to it, at most 1,024 characters in one line without control characters and
     * without the proxy's credentials; `null` when it said nothing or the transport does not tell.
     */
    public val snippet: String? = snippetOf(proxy, snippet)

    override val failureKind: FailureKind get() = FailureKind.TUNNEL
}

/** The TLS handshake failed; not a byte of the request was sent. */
public class ProxyTlsException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    cause: Throwable? = null,
    detail: String? = null,
    /**
     * `true` when the certificate was refused: nobody trusted vouches for it, it is not valid now, it is for another
     * host, or none of its keys is a pinned one. Then the peer is misconfigured, or somebody in between reads along;
     * otherwise TLS did not come about at all.
     */
    public val isUntrusted: Boolean = false,
    /** `true` for TLS with an `https://` proxy itself, `false` for TLS with the target behind it. */
    public val isWithProxy: Boolean = false,
) : ProxyRotatorException(
        "TLS failed ${if (isWithProxy) "with" else "through"} proxy $proxy" + (detail?.let { ": $it" } ?: ""),
        cause,
    ) {
    override val failureKind: FailureKind get() = FailureKind.TLS
}

/** What came back is not HTTP, or leaves in doubt where the message ends. */
public class ProxyProtocolException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    detail: String,
    cause: Throwable? = null,
    private val isBeforeRequest: Boolean = false,
) : ProxyRotatorException("Bad response through proxy $proxy: $detail", cause) {
    override val failureKind: FailureKind get() = if (isBeforeRequest) FailureKind.TUNNEL else FailureKind.PROTOCOL
}

/** The connection broke before the response was complete. */
public class ProxyConnectionLostException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    detail: String,
    cause: Throwable? = null,
    /** Whether the request was still being sent. */
    internal val isSending: Boolean = false,
) : ProxyRotatorException("Lost the connection through proxy $proxy: $detail", cause) {
    override val failureKind: FailureKind get() = FailureKind.CONNECTION_LOST
}

/** The proxy was removed from the pool with `RemoveMode.ABORT` while a request was going through it. */
public class ProxyRemovedException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
) : ProxyRotatorException("Proxy $proxy was removed from the pool") {
    override val failureKind: FailureKind get() = FailureKind.REMOVED
}

/** A validator of `bans { }` found that a response is not what the target would have sent. */
public class ProxyResponseRejectedException internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    /** The name of the validator. */
    public val validator: String,
    /** The status of the response. */
    public val status: Int,
) : ProxyRotatorException("The response with status $status through proxy $proxy was rejected by \"$validator\"") {
    override val failureKind: FailureKind get() = FailureKind.REJECTED
}

/** The proxy of a session is gone and the session is not to go on through another one; see `sessions { onExitLost }`. */
public class ProxySessionLostException internal constructor(
    /** The key of the session. */
    public val session: String,
) : ProxyRotatorException(
        "The proxy of session '$session' is not in rotation any more; retire the session to begin it anew, " +
            "or let sessions { onExitLost } migrate it",
    )

/** A streamed body broke off. What was read so far is real; the rest is missing and was not fetched again. */
public class StreamInterruptedException internal constructor(
    /** The number of bytes that had been delivered. */
    public val bytesRead: Long,
    /** The proxy the body came through. */
    public val proxyId: ProxyId?,
    cause: Throwable,
) : ProxyRotatorException("The body broke off after $bytesRead bytes", cause)

/** A response that is held in memory is larger than the limit; stream it instead. */
public class ResponseTooLargeException internal constructor(
    /** The limit in bytes. */
    public val limit: Long,
) : ProxyRotatorException(
        "The response body is larger than $limit bytes; stream it (streamGet) or raise limits { maxBodyInMemory }",
    )

private fun shown(reply: SocksReply?): String = reply?.let { " (SOCKS reply ${it.code}: ${it.text})" } ?: ""

private fun Throwable.suppressEarlier(attempts: List<Attempt>) {
    attempts
        .dropLast(1)
        .mapNotNull { it.cause }
        .distinct()
        .forEach { if (it !== cause) addSuppressed(it) }
}
