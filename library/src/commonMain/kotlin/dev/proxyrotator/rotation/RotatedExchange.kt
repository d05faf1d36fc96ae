package dev.proxyrotator.rotation

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.coding.DecodingTransport
import dev.proxyrotator.engine.forwards
import dev.proxyrotator.event.AttemptTimings
import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.OutcomeClassifier
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyRemovedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.limit.HostPermit
import dev.proxyrotator.pool.ProxyLease
import dev.proxyrotator.pool.Verdict
import dev.proxyrotator.proxy.filledIn
import dev.proxyrotator.proxy.newSessionWord
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.client.request.HttpResponseData
import io.ktor.client.request.ResponseAdapterAttributeKey
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.isSecure
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration

/**
 * One attempt over one lease. Owns the lease and the permit for the host: when the attempt's job is over, for whatever
 * reason, both are back.
 */
internal class RotatedExchange(
    private val call: RotatedCall,
    private val context: CoroutineContext,
    private val lease: ProxyLease,
    permit: HostPermit,
    private val transport: DecodingTransport,
    private val settings: AttemptLoop.Settings,
) {
    private val started = settings.timeSource.markNow()
    private val job = SupervisorJob(context.job)
    private var untilHead: Duration? = null
    private var opening: ConnectionOpening? = null
    private val hasHead: Boolean get() = untilHead != null

    /** How it ended, once that is on record. */
    var attempt: Attempt? = null
        private set

    /** What the response says beside being one: of a ban, or of an error of the proxy's own. */
    private var said: ResponseVerdict? = null

    init {
        job.invokeOnCompletion {
            try {
                lease.release(verdictOfTheEnd())
            } finally {
                permit.release()
            }
        }
        call.tries(lease.candidate)
        call.running = this
        call.latest = this
    }

    /** Sends the request; [onAnswer] decides what becomes of the response whose head is there. */
    suspend fun run(onAnswer: suspend (TransportResponse, ReceivedBody) -> Outcome): Outcome {
        lease.onAbort { job.cancel() }
        val response =
            try {
                answer()
            } catch (error: Throwable) {
                return Outcome.Failed(fail(error))
            }
        val body = ReceivedBody(response, call.isBuffered, settings.limits.maxBodyInMemory)
        return try {
            onAnswer(response, body)
        } catch (error: Throwable) {
            Outcome.Failed(fail(error))
        }
    }

    private suspend fun answer(): TransportResponse {
        val proxy = lease.proxy
        // Who looks whether a gateway changes its exit must not look twice through one connection.
        var isOnce = call.only != null && proxy.changesExit
        val dialled =
            if (proxy.changesExit) {
                proxy.filledIn { call.session?.gatewayWord ?: newSessionWord(settings.random).also { isOnce = true } }
            } else {
                proxy
            }
        val mayRepeat = call.mayRepeatUnanswered
        val route = Route(proxy, mayRepeat, call.isolation, call.session?.isolation, call.timeouts, dialled, isOnce)
        val response = transport.execute(call.request(), route, CoroutineScope(context + job), context.job)
        untilHead = started.elapsedNow()
        opening = response.opening
        lease.answered()
        if (isProxyAuthentication(response)) throw authenticationError(response)
        if (response.upgrade != null) checkUpgrade(response)
        return response
    }

    @OptIn(InternalAPI::class)
    private fun checkUpgrade(response: TransportResponse) {
        try {
            (call.data.body as ClientUpgradeContent).verify(response.headers)
        } catch (wrong: IllegalStateException) {
            throw ProxyProtocolException(lease.proxy, "101 (Switching Protocols) that fails its check", wrong)
        }
    }

    /** A proxy must name a scheme (RFC 9110 §15.5.8); without one it may as well be the target that answers 407. */
    private fun authenticationError(response: TransportResponse) =
        ProxyAuthenticationException(
            lease.proxy,
            response.status.value,
            isCertain = HttpHeaders.ProxyAuthenticate in response.headers,
        )

    /** What the pool is to be told of [response], whatever becomes of it; with the ban, if it is one. */
    suspend fun judge(
        response: TransportResponse,
        body: ReceivedBody,
    ): ResponseVerdict {
        // What follows a 101 is no body that anybody could look into.
        if (response.upgrade != null) return ResponseVerdict.Fine
        return settings.responses
            .judge(
                response,
                body,
                call.data,
                lease.proxy,
                isForwarded,
            ).also { said = it }
    }

    /** Gives the response to the caller, unless its body breaks off while it is read into memory. */
    suspend fun deliver(
        response: TransportResponse,
        body: ReceivedBody,
    ): Outcome {
        if (!call.isBuffered) return Outcome.Delivered(stream(response))
        val bytes = body.bytes()
        record(judgement = null, response.status.value, cause = null)
        lease.release(verdict())
        job.complete()
        return Outcome.Delivered(responseData(response, if (call.wantsBytes) bytes else ByteReadChannel(bytes)))
    }

    /** Gives up a response to try again elsewhere after [wait]. */
    fun discard(
        response: TransportResponse,
        wait: Duration,
    ): Outcome {
        giveUp(response)
        // The gateway is not banned, but the session's exit behind it is.
        if (said?.ban != null && lease.proxy.changesExit) call.session?.exitLost(lease.proxy.id)
        return Outcome.Discarded(wait)
    }

    /** Gives up a response that nobody is to have. */
    fun refuse(response: TransportResponse): Outcome {
        giveUp(response)
        return Outcome.Refused
    }

    private fun giveUp(response: TransportResponse) {
        record(checkNotNull(said?.judgement), response.status.value, cause = null)
        lease.release(verdict())
        job.cancel()
    }

    /** The time of the whole call ran out while this attempt was under way; that alone is not held against the proxy. */
    fun interrupted() = record(judgement(null, FailureKind.RESPONSE_TIMEOUT), status = null, cause = null)

    /** What the time of [attempt], which is this one on record, went to. */
    fun timings(attempt: Attempt): AttemptTimings =
        AttemptTimings(
            waiting = call.waitingSince?.let { started - it } ?: Duration.ZERO,
            isConnectionReused = opening?.isReused,
            connect = opening?.connect,
            handshake = opening?.handshake,
            tls = opening?.tls,
            firstByte = untilHead?.let { (it - (opening?.total ?: Duration.ZERO)).coerceAtLeast(Duration.ZERO) },
            body = untilHead?.let { attempt.duration - it }.takeIf { call.isBuffered },
        )

    private val isSecure: Boolean get() =
        call.data.url.protocol
            .isSecure()

    private val isForwarded: Boolean get() = lease.proxy.forwards(call.data)

    /** Inside a tunnel a 407 is the target's, and no business of the proxy's credentials. */
    private fun isProxyAuthentication(response: TransportResponse): Boolean =
        isForwarded && response.status == HttpStatusCode.ProxyAuthenticationRequired

    private fun stream(response: TransportResponse): HttpResponseData {
        record(judgement = null, response.status.value, cause = null)
        val verdict = verdict()
        response.completion.invokeOnCompletion { cause ->
            lease.release(
                when (cause) {
                    null -> verdict

                    is ProxyRotatorException ->
                        cause.failureKind?.let { failure(judgement(cause, it)) } ?: Verdict.Neutral

                    // Its reader had enough of it, which says nothing against the proxy.
                    else -> if (lease.isAborted) Verdict.Neutral else verdict
                },
            )
            job.complete()
        }
        return responseData(response, response.upgrade?.body(context) ?: adapted(response) ?: response.body)
    }

    /** What a plugin of Ktor's wants for the body, its event streams for one. */
    @OptIn(InternalAPI::class)
    private fun adapted(response: TransportResponse): Any? =
        call.data.attributes.getOrNull(ResponseAdapterAttributeKey)?.adapt(
            call.data,
            response.status,
            response.headers,
            response.body,
            call.data.body,
            context,
        )

    private fun responseData(
        response: TransportResponse,
        body: Any,
    ) = HttpResponseData(response.status, response.requestTime, response.headers, response.version, body, context)

    private fun verdict(): Verdict {
        val latency = started.elapsedNow()
        val success = Verdict.Success(latency, untilHead ?: latency)
        return said?.verdict(success) ?: success
    }

    /** Ends the attempt with [error]: records it if it is about the attempt, and throws it on if it is not. */
    private suspend fun fail(error: Throwable): Judgement {
        try {
            if (isSilentPastTheDeadline()) lease.release(verdictOfTheEnd())
            currentCoroutineContext().ensureActive()
            val cause = causeOf(error)
            val kind = (cause as? ProxyRotatorException)?.failureKind ?: throw cause
            val judgement = judgement(cause, kind)
            lease.release(failure(judgement))
            record(judgement, (cause as? ProxyAuthenticationException)?.status, cause, kind)
            return judgement
        } finally {
            job.cancel()
        }
    }

    /** For a lease that nothing else has given back by then. */
    private fun verdictOfTheEnd(): Verdict =
        if (isSilentPastTheDeadline()) failure(judgement(null, FailureKind.RESPONSE_TIMEOUT)) else Verdict.Neutral

    /** Half of the whole call in vain is the proxy's fault, a last attempt cut short is not. */
    private fun isSilentPastTheDeadline(): Boolean =
        !hasHead && call.remaining <= Duration.ZERO && started.elapsedNow() >= call.timeout / 2

    private fun causeOf(error: Throwable): Throwable =
        call.producerError
            ?: if (lease.isAborted) {
                ProxyRemovedException(lease.proxy)
            } else if (error is CancellationException) {
                // Nobody cancelled this call, so it must not look cancelled.
                ProxyConnectionLostException(lease.proxy, "the engine gave up the exchange", error)
            } else {
                error
            }

    private fun failure(judgement: Judgement) = Verdict.Failure(judgement, started.elapsedNow())

    private fun judgement(
        cause: ProxyRotatorException?,
        kind: FailureKind,
    ): Judgement = CLASSIFIER.judge(cause, kind, lease.proxy.scheme, isSecure, hasHead)

    private fun record(
        judgement: Judgement?,
        status: Int?,
        cause: Throwable?,
        kind: FailureKind? = judgement?.kind,
    ) {
        call.running = null
        attempt = call.record { Attempt(it, lease.proxy, started.elapsedNow(), kind, status, cause, judgement) }
    }

    private companion object {
        val CLASSIFIER = OutcomeClassifier()
    }
}
