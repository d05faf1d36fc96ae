package dev.proxyrotator.event

import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.proxy.Proxy
import kotlinx.coroutines.CancellationException
import kotlin.time.Duration

/**
 * Something that happened in a rotation. Immutable. Prints itself in one line of `key=value` pairs, with durations in
 * milliseconds, and never shows credentials, the query of a URL or the value of a header.
 */
public sealed interface RotationEvent {
    /**
     * A request is through with all its attempts, by whatever function it was made. Each hop of a redirect is a call of
     * its own. The body of a streamed response may still be on its way.
     */
    public class CallEnded internal constructor(
        /** The method, like `GET`. */
        public val method: String,
        /** The URL without user, password, query and fragment. */
        public val target: String,
        /** The status of the response that the caller got, be it an error; `null` when the call failed. */
        public val status: Int?,
        /** What it failed with, a [CancellationException] when it was given up; `null` when there is a response. */
        public val failure: Throwable?,
        /** What happened on the way, in order; empty when nothing was sent. */
        public val attempts: List<Attempt>,
        /** From the beginning of the call to its end, all waits included. */
        public val duration: Duration,
    ) : RotationEvent {
        /** Whether there is a response, of whatever status. */
        public val succeeded: Boolean get() = failure == null

        internal val isCancelled: Boolean get() = failure is CancellationException

        /** In one line, without secrets. */
        override fun toString(): String =
            EventLine("call")
                .put("method", method)
                .put("target", target)
                .put("status", status)
                .error(failure)
                .put("attempts", attempts.size)
                .millis("duration", duration)
                .toString()
    }

    /** One attempt of a call is over; for a streamed response, its head is there. */
    public class AttemptEnded internal constructor(
        /** The method, like `GET`. */
        public val method: String,
        /** The URL without user, password, query and fragment. */
        public val target: String,
        /** The attempt: its proxy, its duration, how it ended. */
        public val attempt: Attempt,
        /** What the time went to. */
        public val timings: AttemptTimings,
        /** The wait until the next attempt, if the call lasts so long; `null` when none follows. */
        public val repeatAfter: Duration?,
    ) : RotationEvent {
        /** Whether there is nothing to say of it but how long it took. */
        internal val isPlain: Boolean get() = attempt.succeeded

        /** In one line, without secrets. */
        override fun toString(): String =
            EventLine("attempt")
                .put("number", attempt.number)
                .proxy(attempt.proxy)
                .put("method", method)
                .put("target", target)
                .put("status", attempt.status)
                .put("failure", attempt.failure)
                .put("phase", attempt.phase)
                .put("blame", attempt.blame)
                .error(attempt.cause)
                .millis("duration", attempt.duration)
                .timings(timings)
                .millis("repeat_after", repeatAfter)
                .toString()
    }

    /** A proxy went out of rotation, came back, or is on its way back. */
    public class ProxyStateChanged internal constructor(
        /** The proxy. */
        public val proxy: Proxy,
        /** What it was before. */
        public val from: ProxyHealth,
        /** What it is now. */
        public val to: ProxyHealth,
        /** Why. */
        public val reason: StateChangeReason,
        /** The failure that decided it, for [StateChangeReason.FAILURE]; `null` otherwise. */
        public val failure: FailureKind?,
        /** How long that lasts, for a cool-down or a ban; `null` when time alone does not end it. */
        public val duration: Duration?,
    ) : RotationEvent {
        internal val isForTheBetter: Boolean get() = to == ProxyHealth.HEALTHY || to == ProxyHealth.PROBING

        /** In one line, without secrets. */
        override fun toString(): String =
            EventLine("state")
                .proxy(proxy)
                .put("from", from)
                .put("to", to)
                .put("reason", reason)
                .put("failure", failure)
                .millis("duration", duration)
                .toString()
    }

    /** A ban rule keeps a proxy away from one target host; elsewhere it is used as before. */
    public class ProxyBannedByHost internal constructor(
        /** The proxy. */
        public val proxy: Proxy,
        /** The host in lower case, with its port if that is not the usual one. */
        public val host: String,
        /** For how long. */
        public val duration: Duration,
    ) : RotationEvent {
        /** In one line, without secrets. */
        override fun toString(): String =
            EventLine("ban")
                .proxy(proxy)
                .put("host", host)
                .millis("duration", duration)
                .toString()
    }

    /** Proxies were added to the pool, in one go. */
    public class ProxiesAdded internal constructor(
        /** Those that were not there before, in order. Never empty. */
        public val proxies: List<Proxy>,
        /** How many are in the pool now. */
        public val poolSize: Int,
    ) : RotationEvent {
        /** In one line, without secrets. */
        override fun toString(): String = poolLine("added", proxies, poolSize)
    }

    /** Proxies were removed from the pool, in one go. */
    public class ProxiesRemoved internal constructor(
        /** Those that are gone. Never empty. */
        public val proxies: List<Proxy>,
        /** How many are in the pool now. */
        public val poolSize: Int,
    ) : RotationEvent {
        /** In one line, without secrets. */
        override fun toString(): String = poolLine("removed", proxies, poolSize)
    }

    /** A block of [BlockTimer.timed] or `ProxyRotator.timed` is over. */
    public class TimedBlockEnded internal constructor(
        /** The names of the blocks around it and its own, parted by slashes: `Total/Setup`. */
        public val path: String,
        /** How it ended. */
        public val outcome: BlockOutcome,
        /** What it threw; `null` when it returned. */
        public val failure: Throwable?,
        /** From its beginning to its end. */
        public val duration: Duration,
    ) : RotationEvent {
        /** In one line, without secrets. */
        override fun toString(): String =
            EventLine("timed")
                .put("path", path)
                .put("outcome", outcome)
                .error(failure)
                .millis("duration", duration)
                .toString()
    }
}

/** Why a proxy went out of rotation, or came back. */
public enum class StateChangeReason {
    /** An attempt through it failed: once too often, for its credentials, or because somebody in between read along. */
    FAILURE,

    /** A ban rule for all targets. */
    BAN,

    /** Its cool-down or its ban is over. */
    TIME_IS_UP,

    /** The request that was to decide about it got its response. */
    PROBE_SUCCEEDED,

    /** The failures held against it turned out to be the fault of a target host. */
    TARGET_AT_FAULT,

    /** Somebody called [ProxyPool.reinstate][dev.proxyrotator.pool.ProxyPool.reinstate]. */
    REINSTATED,
}

private const val MAX_LISTED = 5

private fun poolLine(
    kind: String,
    proxies: List<Proxy>,
    poolSize: Int,
) = EventLine(kind)
    .put("count", proxies.size)
    .put("size", poolSize)
    .put("proxies", proxies.joinToString(",", limit = MAX_LISTED, truncated = "…"))
    .toString()
