package dev.proxyrotator.engine.http1

/** How a request names its target (RFC 9112, 3.2); CONNECT is a matter of tunnels. */
internal enum class RequestForm {
    /** `/path?query`: to the origin itself, through a tunnel. */
    ORIGIN,

    /** `http://host/path?query`: to a proxy that forwards it. */
    ABSOLUTE,
}
