package dev.proxyrotator.engine

/**
 * When an HTTP proxy is told user name and password as they are (Basic, RFC 7617). Where it asks for Digest (RFC 7616)
 * it never is: once a proxy has offered that, it gets no Basic any more, unless the way to it is under TLS.
 */
public enum class BasicAuthentication {
    /** With the first request already, without being asked, until the proxy offers Digest. */
    AT_ONCE,

    /** Not before the proxy has asked for it with a 407; the first request costs one round more. */
    WHEN_ASKED,

    /** Never: Digest, or the request fails. */
    NEVER,
}
