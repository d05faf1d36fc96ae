package dev.proxyrotator.engine

import dev.proxyrotator.engine.pattern.UrlParts
import io.ktor.http.Url
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** The time limits of a call. `Duration.INFINITE` switches one off. */
public class Timeouts internal constructor(
    /** Connecting to the proxy. Default 5 s. */
    public val connect: Duration = 5.seconds,
    /** All that is said to proxies before the way is open: TLS with them, CONNECT or SOCKS, credentials. Default 10 s. */
    public val handshake: Duration = 10.seconds,
    /** The TLS handshake with the target. Default 10 s. */
    public val tls: Duration = 10.seconds,
    /**
     * The head of a response, from the moment the request is sent; with stock engines from the choice of the proxy.
     * Default 30 s.
     */
    public val responseHead: Duration = 30.seconds,
    /**
     * Silence between two reads of a body. Default 30 s. Event streams of Ktor's SSE and upgraded connections such as
     * WebSockets may be silent for as long as they like, unless their own request or Ktor's `HttpTimeout` says otherwise;
     * the same goes for [minimumBodyRate].
     */
    public val idle: Duration = 30.seconds,
    /** The whole call with all its attempts and waits; for a streamed response, up to its head. Default 60 s. */
    public val call: Duration = 60.seconds,
    /**
     * The bytes a second that a body must bring, on average over each [idle], unless it is its reader who is slow.
     * 0 for streams that may trickle. Default 1,024.
     */
    public val minimumBodyRate: Int = 1024,
    /** What is different for some URLs; the first rule for a URL counts. Default none. */
    public val rules: List<TimeoutRule> = emptyList(),
) {
    init {
        require(connect > Duration.ZERO) { "connect must be positive, was $connect" }
        require(handshake > Duration.ZERO) { "handshake must be positive, was $handshake" }
        require(tls > Duration.ZERO) { "tls must be positive, was $tls" }
        require(responseHead > Duration.ZERO) { "responseHead must be positive, was $responseHead" }
        require(idle > Duration.ZERO) { "idle must be positive, was $idle" }
        require(call > Duration.ZERO) { "call must be positive, was $call" }
        require(minimumBodyRate >= 0) { "minimumBodyRate must not be negative, was $minimumBodyRate" }
    }

    /** The rule for [url], if there is one. */
    internal fun ruleFor(url: Url): TimeoutRule? {
        if (rules.isEmpty()) return null
        val parts = UrlParts(url)
        return rules.firstOrNull { it.matches(parts) }
    }

    /** The limits and the rules in one line. */
    override fun toString(): String =
        "Timeouts(connect=$connect, handshake=$handshake, tls=$tls, responseHead=$responseHead, idle=$idle, " +
            "call=$call, minimumBodyRate=$minimumBodyRate" + (if (rules.isEmpty()) ")" else ", rules=$rules)")
}
