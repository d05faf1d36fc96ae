package dev.proxyrotator.rotation

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyRemovedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ResponseTooLargeException
import dev.proxyrotator.pool.ProxyLease
import dev.proxyrotator.pool.Verdict
import dev.proxyrotator.proxy.ProxyScheme
import io.ktor.client.request.HttpResponseData
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.isSecure
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.readBuffer
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job
import kotlinx.io.IOException
import kotlinx.io.readByteArray
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration

/** How one attempt ended. */
internal sealed interface Outcome {
    /** It failed and is on record. */
    class Failed(
        val kind: FailureKind,
    ) : Outcome

    /** The response is given up after all, to be asked for again elsewhere. */
    class Discarded(
        val wait: Duration,
    ) : Outcome

    /** The response is the caller's. */
    class Delivered(
        val response: HttpResponseData,
    ) : Outcome
}

/**
 * One attempt over one lease. Owns the lease: when the attempt's job is over, for whatever reason, the lease is back.
 */
internal class RotatedExchange(
    private val call: RotatedCall,
    private val context: CoroutineContext,
    private val lease: ProxyLease,
    private val transport: ProxyTransport,
    private val settings: AttemptLoop.Settings,
) {
    private val started = settings.timeSource.markNow()
    private val job = SupervisorJob(context.job)
    private var hasHead = false

    init {
        job.invokeOnCompletion { lease.release(verdictOfTheEnd()) }
        call.tries(lease.candidate)
        call.running = this
    }

    /** Sends the request; [onAnswer] decides what becomes of the response whose head is there. */
    suspend fun run(onAnswer: suspend (TransportResponse) -> Outcome): Outcome {
        lease.onAbort { job.cancel() }
        val response =
            try {
                answer()
            } catch (error: Throwable) {
                return Outcome.Failed(fail(error))
            }
        return onAnswer(response)
    }

    private suspend fun answer(): TransportResponse {
        val route = Route(lease.proxy, call.mayRepeatUnanswered, call.isolation)
        val response = transport.execute(call.request, route, CoroutineScope(context + job))
        hasHead = true
        if (isProxyAuthentication(response)) throw authenticationError(response)
        return response
    }

    /** A proxy must name a scheme (RFC 9110 §15.5.8); without one it may as well be the target that answers 407. */
    private fun authenticationError(response: TransportResponse) =
        ProxyAuthenticationException(
            lease.proxy,
            response.status.value,
            isCertain = HttpHeaders.ProxyAuthenticate in response.headers,
        )

    /** Gives the response to the caller, unless its body breaks off while it is read into memory. */
    suspend fun deliver(response: TransportResponse): Outcome {
        if (!call.isBuffered) return Outcome.Delivered(stream(response))
        return try {
            val bytes = inMemory(response)
            succeed(response)
            job.complete()
            Outcome.Delivered(responseData(response, if (call.wantsBytes) bytes else ByteReadChannel(bytes)))
        } catch (error: Throwable) {
            Outcome.Failed(fail(error))
        }
    }

    /** Gives up a response to try again elsewhere after [wait]. The proxy did its work. */
    fun discard(
        response: TransportResponse,
        wait: Duration,
    ): Outcome {
        record(FailureKind.STATUS, response.status.value, cause = null)
        lease.release(Verdict.Success(started.elapsedNow()))
        job.cancel()
        return Outcome.Discarded(wait)
    }

    /** The time of the whole call ran out while this attempt was under way; that alone is not held against the proxy. */
    fun interrupted() = record(FailureKind.RESPONSE_TIMEOUT, status = null, cause = null)

    /** Inside a tunnel a 407 is the target's, and no business of the proxy's credentials. */
    private fun isProxyAuthentication(response: TransportResponse): Boolean {
        val isForwarded =
            lease.proxy.scheme in FORWARDING &&
                !call.data.url.protocol
                    .isSecure()
        return isForwarded && response.status == HttpStatusCode.ProxyAuthenticationRequired
    }

    private fun stream(response: TransportResponse): HttpResponseData {
        record(failure = null, response.status.value, cause = null)
        val latency = started.elapsedNow()
        response.completion.invokeOnCompletion { cause ->
            lease.release(
                when (cause) {
                    null -> Verdict.Success(latency)

                    is ProxyRotatorException -> cause.failureKind?.let { failure(it, cause) } ?: Verdict.Neutral

                    // Its reader had enough of it, which says nothing against the proxy.
                    else -> if (lease.isAborted) Verdict.Neutral else Verdict.Success(latency)
                },
            )
            job.complete()
        }
        return responseData(response, response.body)
    }

    private suspend fun inMemory(response: TransportResponse): ByteArray {
        val limit = settings.limits.maxBodyInMemory
        response.bytes?.let { if (it.size > limit) throw ResponseTooLargeException(limit) else return it }
        val body =
            try {
                response.body.readBuffer(limit.plusOne())
            } catch (broken: IOException) {
                // The channel wraps what it was closed with.
                response.completion.await()
                throw broken
            }
        if (body.size > limit) throw ResponseTooLargeException(limit)
        response.completion.await()
        return body.readByteArray()
    }

    private fun responseData(
        response: TransportResponse,
        body: Any,
    ) = HttpResponseData(response.status, response.requestTime, response.headers, response.version, body, context)

    private fun succeed(response: TransportResponse) {
        record(failure = null, response.status.value, cause = null)
        lease.release(Verdict.Success(started.elapsedNow()))
    }

    /** Ends the attempt with [error]: records it if it is about the attempt, and throws it on if it is not. */
    private suspend fun fail(error: Throwable): FailureKind {
        try {
            if (isSilentPastTheDeadline()) lease.release(verdictOfTheEnd())
            currentCoroutineContext().ensureActive()
            val cause = causeOf(error)
            val kind = (cause as? ProxyRotatorException)?.failureKind ?: throw cause
            lease.release(failure(kind, cause))
            record(kind, (cause as? ProxyAuthenticationException)?.status, cause)
            return judgedAs(cause, kind) ?: kind
        } finally {
            job.cancel()
        }
    }

    /** For a lease that nothing else has given back by then. */
    private fun verdictOfTheEnd(): Verdict =
        if (isSilentPastTheDeadline()) failure(FailureKind.RESPONSE_TIMEOUT) else Verdict.Neutral

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

    private fun failure(
        kind: FailureKind,
        cause: ProxyRotatorException? = null,
    ) = Verdict.Failure(kind, judgedAs(cause, kind))

    /** What the health of the proxy is judged by; `null` for what is about the target behind it. */
    private fun judgedAs(
        cause: ProxyRotatorException?,
        kind: FailureKind,
    ): FailureKind? =
        when {
            lease.proxy.scheme == ProxyScheme.DIRECT -> null
            cause is ProxyRefusedException -> kind.takeIf { cause.status !in ABOUT_THE_TARGET }
            cause is ProxyAuthenticationException -> if (cause.isCertain) kind else FailureKind.PROTOCOL
            else -> kind
        }

    private fun record(
        failure: FailureKind?,
        status: Int?,
        cause: Throwable?,
    ) {
        call.running = null
        call.record(lease.proxy, started.elapsedNow(), failure, status, cause)
    }

    private companion object {
        val ABOUT_THE_TARGET = setOf(403, 404, 502, 503, 504)
        val FORWARDING = setOf(ProxyScheme.HTTP, ProxyScheme.HTTPS)

        fun Long.plusOne() = if (this == Long.MAX_VALUE) this else this + 1
    }
}
