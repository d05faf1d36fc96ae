package dev.proxyrotator.rotation

import dev.proxyrotator.event.EventPublisher
import dev.proxyrotator.event.RotationEvent
import io.ktor.client.request.HttpResponseData
import io.ktor.http.Url
import kotlinx.coroutines.CancellationException
import kotlin.time.Duration
import kotlin.time.TimeSource

/** Tells of calls and attempts that are over. Makes nothing that nobody wants to hear of. */
internal class CallReports(
    private val events: EventPublisher,
    private val timeSource: TimeSource.WithComparableMarks,
) {
    /** [call] begins to wait for its next attempt. */
    fun attemptBegins(call: RotatedCall) {
        call.waitingSince = if (events.wantsAttempt(isPlain = false)) timeSource.markNow() else null
    }

    /** The latest attempt of [call] is on record; another follows after [repeatAfter], or none if that is `null`. */
    fun attemptEnded(
        call: RotatedCall,
        repeatAfter: Duration?,
    ) {
        val exchange = call.latest ?: return
        val attempt = exchange.attempt ?: return
        if (!events.wantsAttempt(isPlain = attempt.succeeded)) return
        val method = call.data.method.value
        val timings = exchange.timings(attempt)
        events.publish(RotationEvent.AttemptEnded(method, targetOf(call.data.url), attempt, timings, repeatAfter))
    }

    fun callSucceeded(
        call: RotatedCall,
        response: HttpResponseData,
    ) {
        if (events.wantsCall(succeeded = true)) callEnded(call, response.statusCode.value, failure = null)
    }

    fun callFailed(
        call: RotatedCall,
        failure: Throwable,
    ) {
        if (events.wantsCall(succeeded = failure is CancellationException)) callEnded(call, status = null, failure)
    }

    private fun callEnded(
        call: RotatedCall,
        status: Int?,
        failure: Throwable?,
    ) = events.publish(
        RotationEvent.CallEnded(
            call.data.method.value,
            targetOf(call.data.url),
            status,
            failure,
            call.attempts,
            call.elapsed,
        ),
    )

    /** What may be shown of a URL. */
    private fun targetOf(url: Url): String = "${url.protocol.name}://${targetHost(url)}${url.encodedPath}"
}
