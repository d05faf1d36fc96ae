package dev.proxyrotator

import dev.proxyrotator.ban.BanPolicy
import dev.proxyrotator.ban.BanRule
import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.ban.ResponseCondition
import dev.proxyrotator.ban.ResponseValidator
import dev.proxyrotator.ban.ResponseView
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * `bans { }`: which responses send a proxy away, and what every response must be.
 *
 * Rules say "not through this proxy": the request goes on through another one, and the proxy stays away from the target
 * host, or altogether, for a while. Of several rules that apply the last one counts. Validators (`require…`) say what a
 * response must be: one that is not counts as a failure of the proxy. Rules come before validators.
 *
 * Unless it says otherwise, a rule bans for the host, for 60 seconds or for as long as a `Retry-After` says, to one hour
 * at most. Texts are found whatever the case of their letters; patterns anywhere in a value. Where a body is looked at,
 * its first 65,536 bytes, or all if it is shorter, are waited for before the caller gets the response; they are looked at
 * as the caller gets them, decoded where `compression { }` does that.
 */
@RotatorDsl
public class BansBuilder internal constructor(
    defaults: BanPolicy,
) {
    private val rules = ArrayList(defaults.rules)
    private val validators = ArrayList(defaults.validators)

    /** See [BanPolicy.onExhausted]. */
    public var onExhausted: OnExhausted = defaults.onExhausted

    /**
     * Bans on a status.
     *
     * @throws IllegalArgumentException when there is none, or one is no HTTP status
     */
    public fun status(
        vararg statuses: Int,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
        honoursRetryAfter: Boolean = true,
    ) {
        val set = statusesOf(statuses)
        val name = "status ${set.joinToString(" or ")}"
        rule(BanRule(name, scope, duration, honoursRetryAfter, ResponseCondition.status(set)))
    }

    /** Bans when a value of the header field [name] contains [text]; the empty text, when there is such a field. */
    public fun header(
        name: String,
        text: String,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
    ): Unit = add("header $name", scope, duration, ResponseCondition.header(name, containing(text)))

    /** Bans when [pattern] is found in a value of the header field [name]. */
    public fun header(
        name: String,
        pattern: Regex,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
    ): Unit = add("header $name", scope, duration, ResponseCondition.header(name, pattern::containsMatchIn))

    /** Bans when the beginning of the body contains [text]. */
    public fun body(
        text: String,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
    ): Unit = add("body \"$text\"", scope, duration, ResponseCondition.body(containing(text)))

    /** Bans when [pattern] is found in the beginning of the body. */
    public fun body(
        pattern: Regex,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
    ): Unit = add("body /$pattern/", scope, duration, ResponseCondition.body(pattern::containsMatchIn))

    /** Bans on a redirect (3xx) whose `Location`, as it was sent, contains [text]. */
    public fun redirect(
        text: String,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
    ): Unit = add("redirect \"$text\"", scope, duration, ResponseCondition.redirect(containing(text)))

    /** Bans on a redirect (3xx) in whose `Location`, as it was sent, [pattern] is found. */
    public fun redirect(
        pattern: Regex,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
    ): Unit = add("redirect /$pattern/", scope, duration, ResponseCondition.redirect(pattern::containsMatchIn))

    /**
     * Bans when [condition] is true. What it throws goes to the caller of the request. With [readsBody] `false` it does
     * not see the body, and no body is waited for.
     */
    public fun rule(
        name: String,
        scope: BanScope = BanScope.HOST,
        duration: Duration = DEFAULT_DURATION,
        readsBody: Boolean = true,
        condition: (response: ResponseView) -> Boolean,
    ): Unit = add(name, scope, duration, ResponseCondition(readsBody, condition))

    /** Adds a rule that is there already, such as one of [BanRules][dev.proxyrotator.ban.BanRules]. */
    public fun rule(rule: BanRule) {
        rules.add(rule)
    }

    /**
     * A response of which [condition] is not true is a failure of the proxy. What it throws goes to the caller of the
     * request. With [readsBody] `false` it does not see the body, and no body is waited for.
     */
    public fun require(
        name: String,
        readsBody: Boolean = true,
        condition: (response: ResponseView) -> Boolean,
    ) {
        validators.add(ResponseValidator(name, ResponseCondition(readsBody, condition)))
    }

    /**
     * Any response with another status is a failure of the proxy.
     *
     * @throws IllegalArgumentException when there is none, or one is no HTTP status
     */
    public fun requireStatus(vararg statuses: Int) {
        validators.add(ResponseValidator.status(statusesOf(statuses)))
    }

    /** Any response without a header field [name] with [text] in a value is a failure of the proxy. Default: any value. */
    public fun requireHeader(
        name: String,
        text: String = "",
    ) {
        validators.add(ResponseValidator.header(name, text))
    }

    /**
     * A successful response (2xx) without [token], in just this case, in the beginning of its body is a failure of the
     * proxy. A body that is compressed still is not looked at.
     */
    public fun requireText(token: String) {
        validators.add(ResponseValidator.text(token))
    }

    /**
     * A successful response (2xx) with a body of less than [bytes] bytes is a failure of the proxy.
     *
     * @throws IllegalArgumentException when [bytes] is not between 1 and 65,536
     */
    public fun requireMinimumSize(bytes: Int) {
        require(bytes in 1..ResponseView.PREFIX_LIMIT) {
            "bytes must be between 1 and ${ResponseView.PREFIX_LIMIT}, was $bytes"
        }
        validators.add(ResponseValidator.minimumSize(bytes))
    }

    /** Takes away all rules and validators, the default one too. */
    public fun clear() {
        rules.clear()
        validators.clear()
    }

    internal fun build() = BanPolicy(rules.toList(), validators.toList(), onExhausted)

    private fun add(
        name: String,
        scope: BanScope,
        duration: Duration,
        condition: ResponseCondition,
    ) = rule(BanRule(name, scope, duration, honoursRetryAfter = true, condition))

    private fun containing(text: String): (String) -> Boolean = { it.contains(text, ignoreCase = true) }

    private fun statusesOf(statuses: IntArray): Set<Int> {
        require(statuses.isNotEmpty() && statuses.all { it in HTTP_STATUSES }) {
            "statuses must be HTTP statuses, were ${statuses.asList()}"
        }
        return statuses.toSet()
    }

    internal companion object {
        val DEFAULT_DURATION = 60.seconds
        private val HTTP_STATUSES = 100..599
    }
}
