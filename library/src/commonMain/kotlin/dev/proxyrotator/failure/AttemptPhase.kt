package dev.proxyrotator.failure

/** How far an attempt had come when it failed, in the order of the way. */
public enum class AttemptPhase {
    /** Looking up the name of the proxy. */
    PROXY_NAME,

    /** Connecting to the proxy. */
    PROXY_CONNECT,

    /** The TLS handshake with the proxy itself, for `https://` proxies. */
    PROXY_TLS,

    /** Waiting for the proxy's part of its handshake, such as the answer to CONNECT (RFC 9110 §9.3.6) or SOCKS. */
    HANDSHAKE,

    /** Showing the proxy its credentials. */
    PROXY_AUTHENTICATION,

    /** The proxy's own way to the target, which it did not find or would not go. */
    TUNNEL,

    /** The TLS handshake with the target. */
    TARGET_TLS,

    /** Sending the request. */
    SEND,

    /** From the end of the request to the end of the response's head. */
    FIRST_BYTE,

    /** The body of the response. */
    BODY,
}
