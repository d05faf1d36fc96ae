package dev.proxyrotator.proxy

/**
 * How a line that names a proxy is laid out.
 *
 * Nothing is percent-decoded outside [URL]: in the other forms a user name and a password are taken literally.
 */
public enum class ProxyForm(
    internal val layout: String,
) {
    /** The form is worked out; a line that fits two forms is refused. The default. */
    AUTO("any known form"),

    /** `scheme://user:password@host:port`, the user name and the password percent-encoded (RFC 3986). */
    URL("scheme://user:password@host:port"),

    /** `host:port`. */
    HOST_PORT("host:port"),

    /** `host:port:user:password`; everything after the third colon is the password. */
    HOST_PORT_USER_PASSWORD("host:port:user:password"),

    /** `user:password:host:port`; the password may hold colons. */
    USER_PASSWORD_HOST_PORT("user:password:host:port"),

    /** `user:password@host:port`, split at the last `@`; the user name ends at the first colon. */
    USER_PASSWORD_AT_HOST_PORT("user:password@host:port"),

    /** `host:port@user:password`, split at the first `@`. */
    HOST_PORT_AT_USER_PASSWORD("host:port@user:password"),
    ;

    internal val isLine: Boolean get() = this != AUTO && this != URL
}
