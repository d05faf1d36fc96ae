package dev.proxyrotator.ban

import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val CHALLENGE_STATUSES = setOf(403, 429, 503)
private val CHALLENGE_WORDS =
    listOf("captcha", "challenge-platform", "unusual traffic", "not a robot", "verify you are human")

/** Rules for common cases, to be added with `bans { rule(BanRules.forbidden) }`. Only the first is there by default. */
public object BanRules {
    /** 429 (RFC 6585 §4): the proxy stays away from that host for 60 s, or for as long as `Retry-After` says. */
    public val tooManyRequests: BanRule =
        BanRule("status 429", BanScope.HOST, 60.seconds, true, ResponseCondition.status(setOf(429)))

    /**
     * 403: the proxy stays away from that host for 10 minutes. Not by default, because many targets answer so to
     * everybody who is not signed in.
     */
    public val forbidden: BanRule =
        BanRule("status 403", BanScope.HOST, 10.minutes, true, ResponseCondition.status(setOf(403)))

    /**
     * 407 that came as an answer of the target: the proxy leads to another one behind it, which asks for credentials.
     * It stays away altogether for 10 minutes. A 407 of the proxy itself is an authentication failure and never gets here.
     */
    public val secondProxy: BanRule =
        BanRule("status 407", BanScope.GLOBAL, 10.minutes, false, ResponseCondition.status(setOf(407)))

    /**
     * A page with one of the statuses 403, 429 and 503 that wants to know whether a person is there: the proxy stays
     * away from that host for 10 minutes. Reads the beginning of only such bodies, and sees nothing in one
     * that is compressed still.
     */
    public val challengePage: BanRule =
        BanRule(
            "challenge page",
            BanScope.HOST,
            10.minutes,
            true,
            ResponseCondition({ it in CHALLENGE_STATUSES }) { view ->
                view.status in CHALLENGE_STATUSES && CHALLENGE_WORDS.any { view.text.contains(it, ignoreCase = true) }
            },
        )
}
