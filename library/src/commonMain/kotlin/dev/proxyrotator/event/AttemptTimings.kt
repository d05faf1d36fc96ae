package dev.proxyrotator.event

import kotlin.time.Duration

/**
 * What the time of an attempt went to, as far as its transport can tell. One that failed tells only what it waited for;
 * how far it had come is in [Attempt.phase][dev.proxyrotator.failure.Attempt.phase].
 */
public class AttemptTimings internal constructor(
    /** Before the attempt: until limits gave way and a proxy was free. Not part of the duration of the attempt. */
    public val waiting: Duration,
    /** Whether it went over a connection that was open already; `null` when the transport does not tell. */
    public val isConnectionReused: Boolean?,
    /** Looking up the name of the proxy and connecting to it; `null` where that was not done, or is not told. */
    public val connect: Duration?,
    /** The proxy's handshake, CONNECT (RFC 9110 §9.3.6); `null` where that was not done, or is not told. */
    public val handshake: Duration?,
    /** The TLS handshake with the target; `null` where that was not done, or is not told. */
    public val tls: Duration?,
    /** From there to the head of the response: sending the request included; `null` when there was no response. */
    public val firstByte: Duration?,
    /** From the head to the end of the body; `null` for a body that is streamed, or when there was no response. */
    public val body: Duration?,
) {
    /** In one line, in milliseconds, without what is not known. */
    override fun toString(): String = EventLine("timings").timings(this).toString()
}
