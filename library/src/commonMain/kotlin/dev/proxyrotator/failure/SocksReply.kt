package dev.proxyrotator.failure

/**
 * Why a SOCKS proxy did not open a connection: the codes of RFC 1928 §6, and those of SOCKS 4, which tells less.
 */
public enum class SocksReply(
    /** The number on the wire: 1 to 8 in SOCKS 5, 91 to 93 in SOCKS 4. */
    public val code: Int,
    internal val text: String,
) {
    /** SOCKS 5: something is wrong with the proxy, it does not say what. */
    GENERAL_FAILURE(1, "general failure"),

    /** SOCKS 5: the rules of the proxy forbid this target. */
    NOT_ALLOWED(2, "not allowed by its rules"),

    /** SOCKS 5: the proxy has no way to the network of the target. */
    NETWORK_UNREACHABLE(3, "network unreachable"),

    /** SOCKS 5: the proxy did not find the target, or could not resolve its name. */
    HOST_UNREACHABLE(4, "host unreachable"),

    /** SOCKS 5: the target refused the connection. */
    CONNECTION_REFUSED(5, "connection refused by the target"),

    /** SOCKS 5: the target is too far away, or did not answer the proxy in time. */
    TTL_EXPIRED(6, "TTL expired"),

    /** SOCKS 5: the proxy does not know CONNECT. */
    COMMAND_NOT_SUPPORTED(7, "command not supported"),

    /** SOCKS 5: the proxy does not know this type of address: an IPv6 address, or a name. */
    ADDRESS_TYPE_NOT_SUPPORTED(8, "address type not supported"),

    /** SOCKS 4: refused, or failed, for whatever reason. */
    REJECTED_OR_FAILED(91, "rejected or failed"),

    /** SOCKS 4: the proxy could not ask this machine (identd, RFC 1413) who its user is. */
    IDENTD_UNREACHABLE(92, "no answer from identd"),

    /** SOCKS 4: this machine (identd, RFC 1413) named another user than the credentials do. */
    IDENTD_MISMATCH(93, "identd names another user"),
    ;

    /** Whether the proxy tells of the target, and may well reach others. */
    internal val isAboutTarget: Boolean get() = code in NOT_ALLOWED.code..TTL_EXPIRED.code || this == REJECTED_OR_FAILED

    /** Whether it is the user, not the connection, that was refused. */
    internal val isAboutUser: Boolean get() = this == IDENTD_UNREACHABLE || this == IDENTD_MISMATCH

    internal companion object {
        private val codes = entries.associateBy { it.code }

        /** `null` for a code without a meaning. */
        fun ofSocks5(code: Int): SocksReply? = codes[code]?.takeIf { it < REJECTED_OR_FAILED }

        /** `null` for a code without a meaning. */
        fun ofSocks4(code: Int): SocksReply? = codes[code]?.takeIf { it >= REJECTED_OR_FAILED }
    }
}
