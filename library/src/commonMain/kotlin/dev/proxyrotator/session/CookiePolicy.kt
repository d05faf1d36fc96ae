package dev.proxyrotator.session

import dev.proxyrotator.session.cookie.ClientCookie

/**
 * Which cookies requests outside of sessions send. A session has cookies of its own, and none of these.
 *
 * Cookies that are kept tell the target that requests through different proxies come from one client. They are off by
 * default; a [session][Sessions] keeps cookies and proxy together.
 */
public class CookiePolicy internal constructor(
    /** Whether the cookies that targets set (RFC 6265) are kept for all requests outside of sessions. Default `false`. */
    public val keep: Boolean = false,
    internal val initial: List<ClientCookie> = emptyList(),
) {
    /** How many cookies there are to begin with. Default none. */
    public val initialCount: Int get() = initial.size

    /** The policy in one line, without names and values. */
    override fun toString(): String = "CookiePolicy(keep=$keep, initialCount=$initialCount)"
}
