package dev.proxyrotator.rotation

import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.coding.DecodingTransport
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyPoolEmptyException.Reason
import dev.proxyrotator.failure.ProxySessionLostException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.limit.HostAdmission
import dev.proxyrotator.limit.HostLimiter
import dev.proxyrotator.limit.HostPermit
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.session.RealCookies
import dev.proxyrotator.session.SessionBook
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.http.HttpHeaders
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
    private val transport: DecodingTransport,
    private val settings: Settings,
    private val reports: CallReports,
) {
    class Settings(
        val retry: RetryPolicy,
        val timeouts: Timeouts,
        val limits: Limits,
        val responses: ResponseJudge,
        val sessions: SessionBook,
        val cookies: RealCookies,
        context: SelectorContext,
    ) {
        val random: Random = context.random
        val timeSource: TimeSource.WithComparableMarks = context.timeSource
    }

    private val exits = Exits(pool)

    /** Who is under way to which target. */
    val hosts = HostLimiter(settings.limits, settings.timeSource)
    private val repetition = Repetition(exits, settings)

    /** Whatever the call starts is a child of the job in [context]. */
    suspend fun run(
        data: HttpRequestData,
        context: CoroutineContext,
    ): HttpResponseData = run(RotatedCall(data, settings)) { attempts(it, context) }

    /**
     * For a call whose response is wanted as a `ByteArray`: whatever it starts is a child of a job of its own, which is
     * over when this returns, and which [tie] is shown. A context of nothing else but [dispatcher] is asked for its parts
     * a dozen times, so no more is put into it.
     */
    suspend fun runInMemory(
        data: HttpRequestData,
        dispatcher: CoroutineDispatcher,
        tie: (Job) -> DisposableHandle,
    ): HttpResponseData =
        run(RotatedCall(data, settings, wantsBytes = true)) {
            val job = currentCoroutineContext().job
            val handle = tie(job)
            try {
                attempts(it, job + dispatcher)
            } finally {
                handle.dispose()
            }
        }

    private suspend fun run(
        call: RotatedCall,
        attempts: suspend (RotatedCall) -> HttpResponseData,
    ): HttpResponseData {
        val response =
            try {
                inTime(call, attempts)
            } catch (error: Throwable) {
                reports.callFailed(call, error)
                throw error
            }
        reports.callSucceeded(call, response)
        return response
    }

    private suspend fun inTime(
        call: RotatedCall,
        attempts: suspend (RotatedCall) -> HttpResponseData,
    ): HttpResponseData {
        repetition.begin()
        call.avoided.forEach { pool.find(it)?.let(call::tries) }
        val response = withTimeoutOrNull(call.remaining) { attempts(call) }
        if (response == null) {
            interrupt(call)
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.CALL, call.timeout, call.attempts)
        }
        call.data.attributes.put(AttemptsKey, call.attempts)
        RedirectTrail.leave(call.data, response.statusCode.value, response.headers, call::hop)
        return response
    }

    private fun interrupt(call: RotatedCall) {
        val running = call.running ?: return
        running.interrupted()
        reports.attemptEnded(call, repeatAfter = null)
    }

    private suspend fun attempts(
        call: RotatedCall,
        context: CoroutineContext,
    ): HttpResponseData {
        while (true) {
            val outcome = attempt(call, context)
            val wait = waitAfter(call, outcome)
            reports.attemptEnded(call, wait)
            if (outcome is Outcome.Delivered) return outcome.response
            delay(wait ?: throw call.failed())
            if (outcome is Outcome.Failed) exits.failed(call, outcome.judgement)
        }
    }

    /** `null` when no other attempt follows. */
    private fun waitAfter(
        call: RotatedCall,
        outcome: Outcome,
    ): Duration? =
        when (outcome) {
            is Outcome.Failed -> repetition.waitAfter(call, outcome.judgement)
            is Outcome.Discarded -> outcome.wait
            is Outcome.Delivered, Outcome.Refused -> null
        }

    private suspend fun attempt(
        call: RotatedCall,
        context: CoroutineContext,
    ): Outcome {
        reports.attemptBegins(call)
        val permit = permit(call)
        val lease =
            try {
                exits.lease(call)
            } catch (error: Throwable) {
                permit.release()
                throw withWhatHappened(call, error)
            }
        val exchange = RotatedExchange(call, context, lease, permit, transport, settings)
        return exchange.run { response, body -> answered(call, exchange, response, body) }
    }

    private suspend fun answered(
        call: RotatedCall,
        exchange: RotatedExchange,
        response: TransportResponse,
        body: ReceivedBody,
    ): Outcome {
        val verdict = exchange.judge(response, body)
        // Not before: a response that is refused is somebody else's, and so are its cookies.
        response.headers.getAll(HttpHeaders.SetCookie)?.let(call::storeCookies)
        val wait = repetition.waitAfter(call, verdict, response)
        return when {
            wait != null -> exchange.discard(response, wait)
            verdict.ban != null && settings.responses.onExhausted == OnExhausted.THROW -> exchange.refuse(response)
            else -> exchange.deliver(response, body)
        }
    }

    private suspend fun permit(call: RotatedCall): HostPermit =
        when (val admission = hosts.acquire(call.host, call.remaining)) {
            is HostPermit -> admission

            HostAdmission.QueueFull, HostAdmission.TooLong ->
                throw withWhatHappened(call, ProxyPoolEmptyException(Reason.LIMITS, pool.name, earliestRetry = null))
        }

    /** What a call fails with that was refused its next attempt because of [reason]. */
    private fun withWhatHappened(
        call: RotatedCall,
        reason: Throwable,
    ): Throwable =
        when {
            call.attempts.isEmpty() -> reason
            reason is ProxyPoolEmptyException -> call.failed().apply { addSuppressed(reason) }
            reason is ProxySessionLostException -> reason.apply { addSuppressed(call.failed()) }
            else -> reason
        }
}
