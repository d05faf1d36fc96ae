package dev.proxyrotator.ban

import kotlin.time.Duration

/** How far a ban goes. */
public enum class BanScope {
    /**
     * The proxy is avoided for that target host; for all others it is used. With [OnExhausted.THROW] it is never used for
     * it, otherwise when no other is left.
     */
    HOST,

    /** The proxy is not used at all. */
    GLOBAL,
}

/**
 * A response that means "not through this proxy", and for how long the proxy stays away then. Made in `bans { }`;
 * [BanRules] has some for common cases.
 */
public class BanRule internal constructor(
    /** What it is called in logs and statistics, such as `status 429`. */
    public val name: String,
    /** How far the ban goes. */
    public val scope: BanScope,
    /** For how long. */
    public val duration: Duration,
    /**
     * Whether a `Retry-After` (RFC 9110 §10.2.3) of the response that asks for longer lengthens the ban, to one hour at
     * most.
     */
    public val honoursRetryAfter: Boolean,
    internal val condition: ResponseCondition,
) {
    init {
        require(name.isNotBlank()) { "the name of a ban rule must not be blank" }
        require(duration > Duration.ZERO && duration.isFinite()) {
            "the duration of '$name' must be finite and positive, was $duration"
        }
    }

    /** `status 429: HOST for 1m`. */
    override fun toString(): String = "$name: $scope for $duration"
}
