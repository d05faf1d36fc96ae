package dev.proxyrotator.proxy

/** What a target learns of who asks it through a proxy; each level is better than the one before. */
public enum class AnonymityLevel {
    /** It sees an address of the client: in a header field such as `X-Forwarded-For` (RFC 7239 §5.2), or as its peer. */
    TRANSPARENT,

    /** It sees that there is a proxy, by `Via` or its like (RFC 9110 §7.6.3) or by an exit it has seen before, not for whom. */
    ANONYMOUS,

    /** It sees what it would see of somebody who asks for himself. */
    ELITE,
}
