package dev.proxyrotator.health

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** How many failures take a proxy out. */
internal class FailureLimits(
    val threshold: Int = 5,
    val rate: Double = 0.5,
    val minimumOutcomes: Int = 10,
    val window: Duration = 60.seconds,
) {
    init {
        require(threshold >= 1) { "failureThreshold must be at least 1, was $threshold" }
        require(rate > 0.0) { "failureRate must be greater than 0.0, was $rate" }
        require(minimumOutcomes in 1..RecentOutcomes.MAX_MINIMUM) {
            "minimumOutcomes must be between 1 and ${RecentOutcomes.MAX_MINIMUM}, was $minimumOutcomes"
        }
        require(window >= 1.milliseconds && window.isFinite()) {
            "failureWindow must be finite and at least 1 ms, was $window"
        }
    }
}

/** How long a proxy stays out. */
internal class CoolDowns(
    val first: Duration = 30.seconds,
    val longest: Duration = 300.seconds,
    val forgetAfter: Duration = 10.seconds,
) {
    init {
        require(first > Duration.ZERO && first.isFinite()) { "coolDown must be finite and positive, was $first" }
        require(longest >= first && longest.isFinite()) {
            "maxCoolDown must be finite and at least coolDown $first, was $longest"
        }
        require(forgetAfter > Duration.ZERO) { "forgetAfter must be positive, was $forgetAfter" }
    }
}

/** How a proxy comes back. */
internal class Recovery(
    val slowStart: Duration = 30.seconds,
    val probeTimeout: Duration = 60.seconds,
) {
    init {
        require(slowStart >= Duration.ZERO && slowStart.isFinite()) {
            "slowStart must be finite and not negative, was $slowStart"
        }
        require(probeTimeout > Duration.ZERO) { "probeTimeout must be positive, was $probeTimeout" }
    }
}

/** What is risked with a proxy that has not yet shown that it works. */
internal class UnprovenLimits(
    val leases: Int = 5,
    val span: Duration = 5.seconds,
) {
    init {
        require(leases >= 1) { "unprovenLeases must be at least 1, was $leases" }
        require(span >= Duration.ZERO) { "unprovenFor must not be negative, was $span" }
    }
}

/** How much of the pool may be out. */
internal class PoolShares(
    val panicThreshold: Double = 0.0,
    val maxEjected: Double = 1.0,
) {
    init {
        require(panicThreshold in 0.0..1.0) { "panicThreshold must be between 0.0 and 1.0, was $panicThreshold" }
        require(maxEjected in 0.0..1.0) { "maxEjected must be between 0.0 and 1.0, was $maxEjected" }
    }
}

/** What is remembered of a target host. */
internal class HostLimits(
    val memory: Duration = 60.seconds,
    val faults: Int = 3,
) {
    init {
        require(memory >= Duration.ZERO && memory.isFinite()) {
            "hostMemory must be finite and not negative, was $memory"
        }
        require(faults >= 2) { "hostFaults must be at least 2, was $faults" }
    }
}
