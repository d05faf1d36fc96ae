package dev.proxyrotator.rotation

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.pool.ProxyLease
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.retry.retryAfter
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.util.date.GMTDate
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.Job
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.job
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.coroutines.CoroutineContext
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.TimeSource

/** Lease, send, judge, and again through another proxy, until there is a response or no more reason to try. */
internal class AttemptLoop(
    private val pool: RealProxyPool,
    private val transport: ProxyTransport,
    private val settings: Settings,
) {
    class Settings(
        val retry: RetryPolicy,
        val timeouts: Timeouts,
        val limits: Limits,
        val random: Random,
        val timeSource: TimeSource.WithComparableMarks,
    )

    /** Whatever the call starts is a child of the job in [context]. */
    suspend fun run(
        data: HttpRequestData,
        context: CoroutineContext,
    ): HttpResponseData =
        run(
            RotatedCall(data, settings.retry, settings.timeouts.call, now()),
        ) { attempts(it, context) }

    /**
     * For a call whose response is wanted as a `ByteArray`: whatever it starts is a child of a job of its own, which is
     * over when this returns, and which [tie] is shown. A context of nothing else but [dispatcher] is asked for its parts
     * a dozen times, so no more is put into it.
     */
    suspend fun runInMemory(
        data: HttpRequestData,
        dispatcher: CoroutineDispatcher,
        tie: (Job) -> DisposableHandle,
    ): HttpResponseData {
        val call = RotatedCall(data, settings.retry, settings.timeouts.call, now(), wantsBytes = true)
        return run(call) {
            val job = currentCoroutineContext().job
            val handle = tie(job)
            try {
                attempts(it, job + dispatcher)
            } finally {
                handle.dispose()
            }
        }
    }

    private suspend fun run(
        call: RotatedCall,
        attempts: suspend (RotatedCall) -> HttpResponseData,
    ): HttpResponseData {
        val response = withTimeoutOrNull(call.timeout) { attempts(call) }
        if (response == null) {
            call.running?.interrupted()
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.CALL, call.timeout, call.attempts)
        }
        call.data.attributes.put(AttemptsKey, call.attempts)
        return response
    }

    private suspend fun attempts(
        call: RotatedCall,
        context: CoroutineContext,
    ): HttpResponseData {
        while (true) {
            when (val outcome = attempt(call, context)) {
                is Outcome.Delivered -> return outcome.response
                is Outcome.Discarded -> delay(outcome.wait)
                is Outcome.Failed -> delay(waitAfter(call, outcome.kind) ?: throw call.failed())
            }
        }
    }

    private suspend fun attempt(
        call: RotatedCall,
        context: CoroutineContext,
    ): Outcome {
        val exchange = RotatedExchange(call, context, lease(call), transport, settings)
        return exchange.run { response ->
            val wait = waitAfter(call, response.status.value, response.headers)
            if (wait == null) exchange.deliver(response) else exchange.discard(response, wait)
        }
    }

    private fun now() = settings.timeSource.markNow()

    private suspend fun lease(call: RotatedCall): ProxyLease =
        try {
            pool.lease(call.tried)
        } catch (nobody: ProxyPoolEmptyException) {
            throw if (call.retries == 0) nobody else call.failed().apply { addSuppressed(nobody) }
        }

    /** The wait before the next attempt, `null` when there must be none. The failed attempt is on record. */
    private fun waitAfter(
        call: RotatedCall,
        kind: FailureKind,
    ): Duration? {
        if (!call.mayRepeat(kind, made = call.retries)) return null
        return settings.retry.delayAfter(kind, call.retries, settings.random).takeIf { it < call.remaining }
    }

    /** The same after an answer, which is not on record yet; `null` to give it to the caller. */
    private fun waitAfter(
        call: RotatedCall,
        status: Int,
        headers: Headers,
    ): Duration? {
        if (status !in settings.retry.retryStatuses) return null
        if (!call.mayRepeat(FailureKind.STATUS, made = call.retries + 1)) return null
        val asked = retryAfter(headers[HttpHeaders.RetryAfter]) { GMTDate() } ?: Duration.ZERO
        if (asked > settings.retry.maxRetryAfter) return null
        val wait = maxOf(asked, settings.retry.delayAfter(FailureKind.STATUS, call.retries + 1, settings.random))
        return wait.takeIf { it < call.remaining }
    }
}
