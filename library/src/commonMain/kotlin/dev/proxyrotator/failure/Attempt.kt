package dev.proxyrotator.failure

import dev.proxyrotator.proxy.Proxy
import kotlin.time.Duration

/** One attempt of a request: the proxy it went through, how long it took and how it ended. Prints no credentials. */
public class Attempt internal constructor(
    /** 1 for the first attempt of a request. */
    public val number: Int,
    /** The proxy that was used. */
    public val proxy: Proxy,
    /** From the choice of the proxy to the end of the attempt; for a streamed body, to its head. */
    public val duration: Duration,
    /** What went wrong, or `null` when the attempt brought the response that the caller got. */
    public val failure: FailureKind?,
    /** The HTTP status that came back, or `null` when none did. */
    public val status: Int?,
    /** The error behind [failure], where there is one. */
    public val cause: Throwable?,
    judgement: Judgement? = null,
) {
    /** How far it had come when it failed; `null` when it succeeded. */
    public val phase: AttemptPhase? = judgement?.phase

    /** Whose fault that was; `null` when it succeeded. */
    public val blame: Blame? = judgement?.blame

    /** `true` for the attempt that brought the response. */
    public val succeeded: Boolean get() = failure == null

    /** For logs, without credentials: `#1 via http://host:8080: CONNECT (proxy) after 12ms (Connection refused)`. */
    override fun toString(): String =
        buildString {
            append('#')
                .append(number)
                .append(" via ")
                .append(proxy)
                .append(": ")
            append(failure?.name ?: "ok")
            status?.let { append(' ').append(it) }
            blame?.let { append(" (").append(it.name.lowercase()).append(')') }
            append(" after ").append(duration)
            cause?.message?.let { append(" (").append(it).append(')') }
        }
}
