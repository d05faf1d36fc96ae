package dev.proxyrotator.rotation

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.pool.LeaseRequest
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.retry.AttemptBudget
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.session.SessionState
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.setBody
import io.ktor.client.request.takeFrom
import io.ktor.http.Url
import io.ktor.util.AttributeKey
import io.ktor.utils.io.InternalAPI
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/** One request on its way through its attempts: what was asked, what happened, what may still happen. */
internal class RotatedCall(
    val data: HttpRequestData,
    settings: AttemptLoop.Settings,
    /** Whether the body of the response is to be a `ByteArray` and not a channel. */
    val wantsBytes: Boolean = false,
) {
    private val options = data.attributes.getOrNull(RequestRotation.Key)
    private val trail = RedirectTrail.leftTo(data)
    private val begun: ComparableTimeMark = settings.timeSource.markNow()
    private val started: ComparableTimeMark = trail?.started ?: begun
    private val budget: AttemptBudget =
        trail?.budget ?: AttemptBudget(
            settings.retry,
            options?.maxAttempts ?: settings.retry.maxAttempts,
            options?.maxFailovers ?: settings.retry.maxFailovers,
        )
    private val replayable = ReplayableBody(data.body)
    private val isIdempotent =
        options?.idempotent ?: (options?.idempotencyKey != null || RetryPolicy.isIdempotent(data.method))
    private val cookies = settings.cookies
    private val triedCandidates = ArrayList<Candidate>(2)
    private val attemptsSoFar = ArrayList<Attempt>(2)

    val host: String = targetHost(data.url)
    val session: SessionState? = options?.session?.let(settings.sessions::use)
    val retryStatuses: Set<Int> = options?.retryStatuses ?: settings.retry.retryStatuses
    val only: ProxyId? get() = options?.only
    val avoided: Collection<ProxyId> get() = options?.avoided.orEmpty()
    val timeouts: Timeouts = settings.timeouts.of(data, options?.ownTimeouts)
    val timeout: Duration = trail?.timeout ?: timeouts.call
    val attempts: List<Attempt> get() = attemptsSoFar.toList()
    val producerError: Throwable? get() = replayable.producerError

    private val anyExit = newLeaseRequest(exit = null)

    /** What is asked of the pool: [exit] and no other, or any. */
    fun leaseRequest(exit: ProxyId?): LeaseRequest = if (exit == null) anyExit else newLeaseRequest(exit)

    private fun newLeaseRequest(exit: ProxyId?) =
        LeaseRequest(
            triedCandidates,
            host,
            options?.stickyKey,
            options?.filter ?: ProxyFilter.Everything,
            exit,
            preferred = trail?.exit,
        )

    private val base: HttpRequestData = baseRequest()

    /** What the next attempt sends: with the headers and cookies that the session has by now. */
    fun request(): HttpRequestData =
        session?.let { base.inSession(it, isAway = trail?.leadsAway == true) }
            ?: base.withCookies(cookies.header(data.url))

    fun storeCookies(fields: List<String>) {
        if (session == null) cookies.store(data.url, fields) else session.store(data.url, fields)
    }

    @OptIn(InternalAPI::class)
    private fun baseRequest(): HttpRequestData {
        val isAsItShouldBe =
            replayable.content === data.body && data.url.user == null && options?.idempotencyKey == null
        if (isAsItShouldBe) return data
        return HttpRequestBuilder()
            .takeFrom(data)
            .apply {
                setBody(replayable.content)
                options?.idempotencyKey?.let { headers[IDEMPOTENCY_KEY] = it }
                // What a redirect asks for did not pass the client's own guard.
                moveCredentialsOutOfUrl()
            }.build()
    }

    val isolation: String? get() = options?.isolation

    /** Whether one attempt may send it twice; see [dev.proxyrotator.engine.Route.mayRepeat]. */
    val mayRepeatUnanswered: Boolean = isIdempotent && replayable.isInMemory

    /** Ktor marks the calls that stream; for all others it would read the whole body itself, beyond any failover. */
    val isBuffered: Boolean = !data.isStreamed

    val remaining: Duration get() = timeout - started.elapsedNow()

    /** Of this call alone, whatever redirected to it. */
    val elapsed: Duration get() = begun.elapsedNow()

    /** When it began to wait for its next attempt, if somebody wants to know. */
    var waitingSince: ComparableTimeMark? = null

    /** The exchange of the latest attempt. */
    var latest: RotatedExchange? = null

    /** The exchange under way, for the record of a call that runs out of time. */
    var running: RotatedExchange? = null

    /** The waits so far, each longer than the last. */
    val failuresSoFar: Int get() = attemptsSoFar.size

    /** Whether the proxy that was tried last may leave by another exit the next time. */
    val changesExit: Boolean get() = triedCandidates.lastOrNull()?.proxy?.changesExit == true

    fun tries(candidate: Candidate) {
        triedCandidates.add(candidate)
    }

    /** Puts an attempt, [made] with its number, on record. */
    fun record(made: (number: Int) -> Attempt): Attempt =
        made(attemptsSoFar.size + 1).also(attemptsSoFar::add)

    /** Takes note of an attempt that failed with [kind]; whether one more is allowed, [elsewhere] or not. */
    fun mayRepeat(
        kind: FailureKind,
        elsewhere: Boolean = true,
    ): Boolean {
        val mayRepeat = replayable.canBeSent && budget.mayRepeat(kind, isIdempotent, elsewhere)
        budget.count(kind, elsewhere)
        return mayRepeat
    }

    fun failed(): ProxyRotatorException {
        val refused = attemptsSoFar.all { it.failure == FailureKind.AUTHENTICATION }
        if (!refused) return ProxyConnectionException(attempts)
        val last = attemptsSoFar.last()
        val refusal = last.cause as? ProxyAuthenticationException
        return ProxyAuthenticationException(last.proxy, last.status, attempts, socksReply = refusal?.socksReply)
    }

    /** What a redirect that this call ended in leaves to the next one. */
    fun hop(target: Url?) =
        RedirectTrail.Hop(attemptsSoFar.last().proxy.id, started, timeout, budget, trail?.home ?: data.url, target)

    private companion object {
        const val IDEMPOTENCY_KEY = "Idempotency-Key"
    }
}

private val KTOR_STREAMS = AttributeKey<Unit>("SkipSaveBody")

/** Whether the body of the response is read as it comes, and nobody saves it. */
internal val HttpRequestData.isStreamed: Boolean get() = attributes.contains(KTOR_STREAMS)
