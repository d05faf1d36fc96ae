package dev.proxyrotator.pool

import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.failure.Judgement
import kotlin.time.Duration

/** How an attempt ended, as far as its proxy is concerned. */
internal sealed class Verdict {
    class Success(
        val latency: Duration,
        /** Until the head of the response. */
        val untilHead: Duration = latency,
    ) : Verdict()

    class Failure(
        val judgement: Judgement,
        val duration: Duration,
    ) : Verdict()

    /** The proxy did its work, but the target does not want to see it for a while. */
    class Banned(
        val scope: BanScope,
        val duration: Duration,
        val success: Success,
    ) : Verdict()

    /** Cancelled, or failed for a reason that says nothing about the proxy. */
    object Neutral : Verdict()
}
