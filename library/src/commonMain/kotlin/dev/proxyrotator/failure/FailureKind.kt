package dev.proxyrotator.failure

/**
 * What went wrong in one attempt through one proxy.
 *
 * A kind says whether the origin can have seen the request ([beforeRequest]), which a retry depends on, and whether the
 * proxy may be to blame ([blamesProxy]); [Attempt.blame] says what is known of that in one case.
 */
public enum class FailureKind(
    /** `true` when the request provably did not reach the origin, so that any method may be tried again. */
    public val beforeRequest: Boolean,
    /** `true` when such a failure may count against the health of the proxy. */
    public val blamesProxy: Boolean,
) {
    /**
     * It went no further than this machine: its descriptors or its ports are used up, the proxy's protocol cannot name the
     * target (a name over SOCKS 4), or the name was to be resolved here (`localDns`) and could not.
     */
    LOCAL(beforeRequest = true, blamesProxy = false),

    /** The name of the proxy did not resolve. */
    PROXY_NAME(beforeRequest = true, blamesProxy = true),

    /** The proxy refused the connection or could not be reached. */
    CONNECT(beforeRequest = true, blamesProxy = true),

    /** The proxy did not accept the connection, or did not answer its handshake, in time. */
    CONNECT_TIMEOUT(beforeRequest = true, blamesProxy = true),

    /** The proxy asked for credentials it was not given, or refused the ones it got (407, or in SOCKS). */
    AUTHENTICATION(beforeRequest = true, blamesProxy = true),

    /**
     * The proxy answered CONNECT with anything but 2xx, or SOCKS with anything but success. 403, 404, 502, 503 and 504,
     * the SOCKS 5 replies 2 to 6 and the SOCKS 4 reply 91 are about the target and count against the proxy only a
     * quarter.
     */
    TUNNEL(beforeRequest = true, blamesProxy = true),

    /** The TLS handshake with the target failed: wrong certificate, wrong name, no TLS at all, or too slow. */
    TLS(beforeRequest = true, blamesProxy = true),

    /** What came back is not HTTP, or it leaves in doubt where the message ends. */
    PROTOCOL(beforeRequest = false, blamesProxy = true),

    /** The connection broke after the request was sent and before the response was complete. */
    CONNECTION_LOST(beforeRequest = false, blamesProxy = true),

    /** No response, or no further byte of it, came in time. */
    RESPONSE_TIMEOUT(beforeRequest = false, blamesProxy = true),

    /** A complete response with a status that the retry policy tries again elsewhere (429, 503 …). */
    STATUS(beforeRequest = false, blamesProxy = false),

    /** A ban rule says that the target has had enough of this proxy. */
    BANNED(beforeRequest = false, blamesProxy = false),

    /** A validator refused the response. */
    REJECTED(beforeRequest = false, blamesProxy = true),

    /** The proxy was removed from the pool with [RemoveMode.ABORT][dev.proxyrotator.pool.RemoveMode] meanwhile. */
    REMOVED(beforeRequest = false, blamesProxy = false),
    ;

    /** Whether it was a time limit that ended the attempt, rather than something that came back. */
    internal val isTimeout: Boolean get() = this == CONNECT_TIMEOUT || this == RESPONSE_TIMEOUT
}
