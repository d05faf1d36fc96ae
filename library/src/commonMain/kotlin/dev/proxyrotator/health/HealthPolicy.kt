package dev.proxyrotator.health

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * When a proxy is taken out of rotation and when it comes back. Judged by the traffic itself: failures that blame the
 * proxy count, an origin's own errors do not.
 */
public class HealthPolicy internal constructor(
    /** `false` keeps every proxy in rotation whatever happens. Default `true`. */
    public val enabled: Boolean = true,
    /** Failures in a row after which a proxy cools down. Default 5. */
    public val failureThreshold: Int = 5,
    /** The first cool-down, jittered between half of it and all of it; the *n*-th in a row is *n* times as long. Default 30 s. */
    public val coolDown: Duration = 30.seconds,
    /** The longest cool-down. Default 300 s. */
    public val maxCoolDown: Duration = 300.seconds,
    /** Every such span of health after a recovery makes the next cool-down one step shorter. Default 10 s. */
    public val forgetAfter: Duration = 10.seconds,
) {
    init {
        require(failureThreshold >= 1) { "failureThreshold must be at least 1, was $failureThreshold" }
        require(
            coolDown > Duration.ZERO && coolDown.isFinite(),
        ) { "coolDown must be finite and positive, was $coolDown" }
        require(maxCoolDown >= coolDown && maxCoolDown.isFinite()) {
            "maxCoolDown must be finite and at least coolDown $coolDown, was $maxCoolDown"
        }
        require(forgetAfter > Duration.ZERO) { "forgetAfter must be positive, was $forgetAfter" }
    }

    /** The policy in one line. */
    override fun toString(): String =
        "HealthPolicy(enabled=$enabled, failureThreshold=$failureThreshold, coolDown=$coolDown, " +
            "maxCoolDown=$maxCoolDown, forgetAfter=$forgetAfter)"
}
