package dev.proxyrotator.session

import kotlin.time.Duration

/**
 * How long a session lasts, and what it does when it loses its proxy. A session that came to its end begins anew with
 * the next request under its key: with another proxy if the strategy says so, without cookies, on connections of its
 * own. Its headers stay with the key.
 */
public class SessionPolicy internal constructor(
    /**
     * The longest time from a session's first request, or [Sessions.open], to its end, used or not. Default
     * [Duration.INFINITE]: a login lasts until it is retired. For a gateway that changes the address behind a session
     * after some minutes, take a little less than that.
     */
    public val timeToLive: Duration = Duration.INFINITE,
    /** The number of requests after which a session ends; `null`, the default, for any number. */
    public val maxUses: Int? = null,
    /** What becomes of a session whose proxy is lost. Default [OnExitLost.MIGRATE]. */
    public val onExitLost: OnExitLost = OnExitLost.MIGRATE,
    /**
     * The largest number of sessions that are remembered, ended ones included; the least recently used goes. Default
     * 100,000. It also goes when the cookies of all have more than 64 Mi characters together.
     */
    public val maxSessions: Int = 100_000,
    /** Whether sessions keep cookies (RFC 6265) and send them back. Default `true`. */
    public val cookies: Boolean = true,
) {
    init {
        require(timeToLive > Duration.ZERO) { "timeToLive must be positive, was $timeToLive" }
        require(maxUses == null || maxUses >= 1) { "maxUses must be at least 1 or null, was $maxUses" }
        require(maxSessions >= 1) { "maxSessions must be at least 1, was $maxSessions" }
    }

    /** The policy in one line. */
    override fun toString(): String =
        "SessionPolicy(timeToLive=$timeToLive, maxUses=$maxUses, onExitLost=$onExitLost, " +
            "maxSessions=$maxSessions, cookies=$cookies)"
}
