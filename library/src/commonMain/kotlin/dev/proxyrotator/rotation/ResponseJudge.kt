package dev.proxyrotator.rotation

import dev.proxyrotator.ban.BanPolicy
import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.ban.ResponseDecision
import dev.proxyrotator.ban.ResponseView
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.OutcomeClassifier
import dev.proxyrotator.failure.ProxyResponseRejectedException
import dev.proxyrotator.failure.Severity
import dev.proxyrotator.pool.Verdict
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.util.date.GMTDate

/** What a response says about the proxy it came through, beside that there is one. */
internal class ResponseVerdict(
    /** What its status says, if that is an error; or that it is a ban. */
    val judgement: Judgement?,
    val ban: ResponseDecision.Banned? = null,
    /** Whether the same proxy may be asked again and leave by another exit, which nobody has banned. */
    val changesExit: Boolean = false,
) {
    fun verdict(success: Verdict.Success): Verdict =
        when {
            ban != null && changesExit -> success
            ban != null -> Verdict.Banned(ban.scope, ban.duration, success)
            judgement != null && judgement.severity != Severity.NONE -> Verdict.Failure(judgement, success.untilHead)
            else -> success
        }

    companion object {
        val Fine = ResponseVerdict(judgement = null)
    }
}

/** Looks at responses with the eyes of the ban rules, the validators and `Proxy-Status`. */
internal class ResponseJudge(
    private val bans: BanPolicy,
) {
    private val classifier = OutcomeClassifier()

    val onExhausted: OnExhausted get() = bans.onExhausted

    /** @throws ProxyResponseRejectedException when a validator will not have it */
    suspend fun judge(
        response: TransportResponse,
        body: ReceivedBody,
        request: HttpRequestData,
        proxy: Proxy,
        isForwarded: Boolean,
    ): ResponseVerdict {
        val status = response.status.value
        val prefix = if (bans.needsBody(status)) body.prefix(ResponseView.PREFIX_LIMIT) else null
        val view = ResponseView(request.method, request.url.host, status, response.headers, prefix)
        return when (val decision = bans.judge(view) { GMTDate() }) {
            is ResponseDecision.Banned -> ResponseVerdict(BANNED, decision, proxy.changesExit)
            is ResponseDecision.Rejected -> throw ProxyResponseRejectedException(proxy, decision.validator, view.status)
            ResponseDecision.None -> ofStatus(response, isForwarded)
        }
    }

    private fun ofStatus(
        response: TransportResponse,
        isForwarded: Boolean,
    ): ResponseVerdict =
        classifier.judgeStatus(response.status.value, response.headers, isForwarded)?.let(::ResponseVerdict)
            ?: ResponseVerdict.Fine

    private companion object {
        val BANNED =
            Judgement(FailureKind.BANNED, AttemptPhase.FIRST_BYTE, Blame.TARGET, Severity.NONE, concernsHost = false)
    }
}
