package dev.proxyrotator.java

import dev.proxyrotator.BansBuilder
import dev.proxyrotator.ban.BanRule
import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.ban.ResponseView
import java.time.Duration
import java.util.function.Predicate
import java.util.regex.Pattern
import kotlin.time.toKotlinDuration

/** The `bans { }` of the library behind [BanOptions], with the durations, patterns and predicates of Java. */
internal class BanSettings(
    private val bans: BansBuilder,
) {
    fun status(
        statuses: IntArray,
        scope: BanScope,
        duration: Duration,
        honoursRetryAfter: Boolean,
    ) = bans.status(
        *statuses,
        scope = scope,
        duration = duration.toKotlinDuration(),
        honoursRetryAfter = honoursRetryAfter,
    )

    fun header(
        name: String,
        text: String,
        scope: BanScope,
        duration: Duration,
    ) = bans.header(name, text, scope, duration.toKotlinDuration())

    fun header(
        name: String,
        pattern: Pattern,
        scope: BanScope,
        duration: Duration,
    ) = bans.header(name, pattern.toRegex(), scope, duration.toKotlinDuration())

    fun body(
        text: String,
        scope: BanScope,
        duration: Duration,
    ) = bans.body(text, scope, duration.toKotlinDuration())

    fun body(
        pattern: Pattern,
        scope: BanScope,
        duration: Duration,
    ) = bans.body(pattern.toRegex(), scope, duration.toKotlinDuration())

    fun redirect(
        text: String,
        scope: BanScope,
        duration: Duration,
    ) = bans.redirect(text, scope, duration.toKotlinDuration())

    fun redirect(
        pattern: Pattern,
        scope: BanScope,
        duration: Duration,
    ) = bans.redirect(pattern.toRegex(), scope, duration.toKotlinDuration())

    fun rule(rule: BanRule) = bans.rule(rule)

    fun rule(
        name: String,
        scope: BanScope,
        duration: Duration,
        readsBody: Boolean,
        condition: Predicate<JudgedResponse>,
    ) = bans.rule(name, scope, duration.toKotlinDuration(), readsBody) { condition.test(it.forJava()) }

    fun require(
        name: String,
        readsBody: Boolean,
        condition: Predicate<JudgedResponse>,
    ) = bans.require(name, readsBody) { condition.test(it.forJava()) }

    fun requireStatus(statuses: IntArray) = bans.requireStatus(*statuses)

    fun requireHeader(
        name: String,
        text: String,
    ) = bans.requireHeader(name, text)

    fun requireText(token: String) = bans.requireText(token)

    fun requireMinimumSize(bytes: Int) = bans.requireMinimumSize(bytes)

    fun onExhausted(reaction: OnExhausted) {
        bans.onExhausted = reaction
    }

    fun clear() = bans.clear()
}

private fun ResponseView.forJava() = JudgedResponse(method.value, host, status, headers::getAll, this)
