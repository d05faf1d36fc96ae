package dev.proxyrotator.ban

import dev.proxyrotator.retry.retryAfter
import io.ktor.http.HttpHeaders
import io.ktor.util.date.GMTDate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours

/** What becomes of a request whose every attempt was answered with a ban, or for whose target every proxy is banned. */
public enum class OnExhausted {
    /** It fails with an exception; nothing is sent through a proxy that is banned. */
    THROW,

    /** Its caller gets the last of these responses, if need be through a proxy that is banned. */
    RETURN_LAST,
}

/** Which responses send a proxy away, and which are none of the target's. Set with `bans { }`. */
public class BanPolicy internal constructor(
    /** The rules; of several that apply the last one counts. Default: 429 bans for that host, for 60 s. */
    public val rules: List<BanRule> = listOf(BanRules.tooManyRequests),
    internal val validators: List<ResponseValidator> = emptyList(),
    /** What becomes of a request whose every attempt was answered with a ban. Default [OnExhausted.RETURN_LAST]. */
    public val onExhausted: OnExhausted = OnExhausted.RETURN_LAST,
) {
    private val latestFirst = rules.asReversed()

    /** The names of the validators that every response has to pass. Default none. */
    public val validatorNames: List<String> get() = validators.map { it.name }

    /** Whether the beginning of the body has to be read before a response with [status] can be judged. */
    internal fun needsBody(status: Int): Boolean =
        rules.any { it.condition.readsBody(status) } || validators.any { it.condition.readsBody(status) }

    /** What a user's own condition throws goes to the caller as it is. */
    internal fun judge(
        view: ResponseView,
        wallClock: () -> GMTDate,
    ): ResponseDecision {
        val rule = latestFirst.firstOrNull { it.condition.holds(view) }
        if (rule != null) return ResponseDecision.Banned(rule, durationOf(rule, view, wallClock), rule.scope)
        val refused = validators.firstOrNull { !it.condition.holds(view) } ?: return ResponseDecision.None
        return ResponseDecision.Rejected(refused.name)
    }

    /** The limit is also for dates that are read by a wrong clock. */
    private fun durationOf(
        rule: BanRule,
        view: ResponseView,
        wallClock: () -> GMTDate,
    ): Duration {
        if (!rule.honoursRetryAfter) return rule.duration
        val asked = retryAfter(view.headers[HttpHeaders.RetryAfter], wallClock) ?: return rule.duration
        return maxOf(rule.duration, minOf(asked, LONGEST_ASKED))
    }

    /** The policy in one line. */
    override fun toString(): String =
        "BanPolicy(rules=$rules, validators=$validatorNames, onExhausted=$onExhausted)"

    private companion object {
        val LONGEST_ASKED = 1.hours
    }
}

/** What a response means for the proxy it came through. */
internal sealed interface ResponseDecision {
    /** Nothing. */
    object None : ResponseDecision

    /** The proxy is to stay away for [duration]. */
    class Banned(
        val rule: BanRule,
        val duration: Duration,
        val scope: BanScope,
    ) : ResponseDecision

    /** The response is not what the [validator] wants, and that is the proxy's fault. */
    class Rejected(
        val validator: String,
    ) : ResponseDecision
}
