package dev.proxyrotator.session

/** The cookies of the requests outside of sessions. Every function may be called from any thread and never suspends. */
public sealed interface Cookies {
    /** Those that have not expired, in the order in which they came. A copy. */
    public val all: List<SessionCookie>

    /**
     * Sends a cookie with every request to the host of [url] from now on, and with no other; if that is an https URL,
     * over https alone. It takes the place of one of the same name.
     *
     * @throws IllegalArgumentException when [url] is no http or https URL, or [name] or [value] cannot be sent
     *   (RFC 6265 §4.1.1); the message does not show them
     */
    public fun set(
        url: String,
        name: String,
        value: String,
    )

    /** Forgets all. */
    public fun clear()
}
