package dev.proxyrotator.session

import dev.proxyrotator.session.cookie.StoredCookie

/** A cookie of a session (RFC 6265 §5.3). Immutable. */
public class SessionCookie internal constructor(
    private val cookie: StoredCookie,
) {
    /** The name. */
    public val name: String get() = cookie.name

    /** The value as the target sent it. As good as a password where it is that of a login. */
    public val value: String get() = cookie.value

    /** The host it goes to, in lower case and A-labels. */
    public val domain: String get() = cookie.domain

    /** Whether it goes to [domain] alone, and not to the hosts below it. */
    public val hostOnly: Boolean get() = cookie.hostOnly

    /** The path it goes to, with all below it. */
    public val path: String get() = cookie.path

    /** Whether it goes only to https targets. */
    public val secure: Boolean get() = cookie.secure

    /** Where it goes to; neither its name nor its value. */
    override fun toString(): String = "SessionCookie(domain=$domain, path=$path, secure=$secure)"
}
