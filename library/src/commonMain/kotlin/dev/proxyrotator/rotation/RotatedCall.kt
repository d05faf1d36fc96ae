package dev.proxyrotator.rotation

import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.Candidate
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.setBody
import io.ktor.client.request.takeFrom
import io.ktor.util.AttributeKey
import io.ktor.utils.io.InternalAPI
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/** One request on its way through its attempts: what was asked, what happened, what may still happen. */
internal class RotatedCall(
    val data: HttpRequestData,
    private val retry: RetryPolicy,
    defaultTimeout: Duration,
    private val started: ComparableTimeMark,
    /** Whether the body of the response is to be a `ByteArray` and not a channel. */
    val wantsBytes: Boolean = false,
) {
    private val options = data.attributes.getOrNull(RequestRotation.Key)
    private val replayable = ReplayableBody(data.body)
    private val isIdempotent = options?.idempotent ?: RetryPolicy.isIdempotent(data.method)
    private val triedCandidates = ArrayList<Candidate>(2)
    private val attemptsSoFar = ArrayList<Attempt>(2)

    val timeout: Duration = options?.timeout ?: defaultTimeout
    val attempts: List<Attempt> get() = attemptsSoFar.toList()
    val tried: List<Candidate> get() = triedCandidates
    val producerError: Throwable? get() = replayable.producerError

    /** What every attempt sends. */
    val request: HttpRequestData =
        if (replayable.content === data.body && data.url.user == null) {
            data
        } else {
            @OptIn(InternalAPI::class)
            HttpRequestBuilder()
                .takeFrom(data)
                .apply {
                    setBody(replayable.content)
                    // What a redirect asks for did not pass the client's own guard.
                    moveCredentialsOutOfUrl()
                }.build()
        }

    val isolation: String? get() = options?.isolation

    /** Whether one attempt may send it twice; see [dev.proxyrotator.engine.Route.mayRepeat]. */
    val mayRepeatUnanswered: Boolean = isIdempotent && replayable.isInMemory

    /** Ktor marks the calls that stream; for all others it would read the whole body itself, beyond any failover. */
    val isBuffered: Boolean = !data.attributes.contains(KTOR_STREAMS)

    val remaining: Duration get() = timeout - started.elapsedNow()

    /** The exchange under way, for the record of a call that runs out of time. */
    var running: RotatedExchange? = null

    val retries: Int get() = attemptsSoFar.size

    fun tries(candidate: Candidate) {
        triedCandidates.add(candidate)
    }

    fun record(
        proxy: Proxy,
        duration: Duration,
        failure: FailureKind?,
        status: Int?,
        cause: Throwable?,
    ) {
        attemptsSoFar.add(Attempt(attemptsSoFar.size + 1, proxy, duration, failure, status, cause))
    }

    /** Whether one more attempt is allowed after one that failed with [kind]; [made] counts the failed one. */
    fun mayRepeat(
        kind: FailureKind,
        made: Int,
    ): Boolean =
        made < (options?.maxAttempts ?: retry.maxAttempts) && replayable.canBeSent &&
            retry.mayRepeat(kind, isIdempotent)

    fun failed(): ProxyRotatorException {
        val refused = attemptsSoFar.all { it.failure == FailureKind.AUTHENTICATION }
        if (!refused) return ProxyConnectionException(attempts)
        val last = attemptsSoFar.last()
        return ProxyAuthenticationException(last.proxy, last.status ?: PROXY_AUTHENTICATION_REQUIRED, attempts)
    }

    private companion object {
        const val PROXY_AUTHENTICATION_REQUIRED = 407
        val KTOR_STREAMS = AttributeKey<Unit>("SkipSaveBody")
    }
}
