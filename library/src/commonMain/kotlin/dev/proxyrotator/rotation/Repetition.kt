package dev.proxyrotator.rotation

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.retry.RetryBudgetCounter
import dev.proxyrotator.retry.retryAfter
import io.ktor.http.HttpHeaders
import io.ktor.util.date.GMTDate
import kotlin.time.Duration

/** Whether an attempt is followed by another one, and after how long: budgets, deadline, backoff and `Retry-After`. */
internal class Repetition(
    private val exits: Exits,
    private val settings: AttemptLoop.Settings,
) {
    private val retry = settings.retry
    private val budget = RetryBudgetCounter(retry.budget, now())

    fun begin() = budget.onCall(now())

    /** The wait after a failed attempt, which is on record; `null` when there must be no other. */
    fun waitAfter(
        call: RotatedCall,
        judgement: Judgement,
    ): Duration? {
        val elsewhere = exits.hasOther(call, judgement)
        if (!call.mayRepeat(judgement.kind, elsewhere)) return null
        val wait = retry.delayAfter(judgement.kind, call.failuresSoFar, settings.random, elsewhere)
        return wait.takeIf { it < call.remaining && (judgement.kind.beforeRequest || budget.tryRetry(now())) }
    }

    /** The same after an answer, which is not on record yet; `null` to give it to the caller. */
    fun waitAfter(
        call: RotatedCall,
        verdict: ResponseVerdict,
        response: TransportResponse,
    ): Duration? {
        val judgement = verdict.judgement ?: return null
        val isStatusToRetry = response.status.value in call.retryStatuses
        val isReason = verdict.ban != null || isStatusToRetry
        if (!isReason || !call.mayRepeat(judgement.kind)) return null
        // Who is banned here need not be waited for when another one is at hand.
        if (verdict.ban != null && hasOtherExit(call, verdict, judgement)) return failover(call)
        return if (isStatusToRetry && !isTied(call, verdict)) target(call, response) else null
    }

    private fun hasOtherExit(
        call: RotatedCall,
        verdict: ResponseVerdict,
        judgement: Judgement,
    ) = (verdict.changesExit && !isTied(call, verdict)) || exits.hasOther(call, judgement)

    /** Whether [call] would meet the ban again. */
    private fun isTied(
        call: RotatedCall,
        verdict: ResponseVerdict,
    ): Boolean = verdict.ban != null && call.session?.mayMigrate == false

    private fun failover(call: RotatedCall): Duration? =
        (retry.failoverDelay * settings.random.nextDouble())
            .takeIf { it < call.remaining && budget.tryRetry(now()) }

    /** The wait until the target may be asked again. */
    private fun target(
        call: RotatedCall,
        response: TransportResponse,
    ): Duration? {
        val asked = retryAfter(response.headers[HttpHeaders.RetryAfter]) { GMTDate() } ?: Duration.ZERO
        if (asked > retry.maxRetryAfter) return null
        val jittered = retry.delayAfter(FailureKind.STATUS, call.failuresSoFar + 1, settings.random)
        return maxOf(asked, jittered).takeIf { it < call.remaining && budget.tryRetry(now()) }
    }

    private fun now() = settings.timeSource.markNow()
}
