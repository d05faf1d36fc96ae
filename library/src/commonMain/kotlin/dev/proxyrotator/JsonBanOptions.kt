package dev.proxyrotator

import dev.proxyrotator.ban.BanRules
import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.configuration.Section
import dev.proxyrotator.configuration.ValueType
import dev.proxyrotator.configuration.choice
import dev.proxyrotator.configuration.duration
import dev.proxyrotator.configuration.flag
import dev.proxyrotator.configuration.listOf
import dev.proxyrotator.configuration.oneOf
import dev.proxyrotator.configuration.oneOrMore
import dev.proxyrotator.configuration.option
import dev.proxyrotator.configuration.orNull
import dev.proxyrotator.configuration.pattern
import dev.proxyrotator.configuration.record
import dev.proxyrotator.configuration.text
import dev.proxyrotator.configuration.wholeNumber
import kotlinx.serialization.json.JsonObject
import kotlin.time.Duration

private val banRules =
    mapOf(
        "too-many-requests" to BanRules.tooManyRequests,
        "forbidden" to BanRules.forbidden,
        "second-proxy" to BanRules.secondProxy,
        "challenge-page" to BanRules.challengePage,
    )

private class StatusRuleFields {
    var statuses: List<Int> = emptyList()
    var scope: BanScope = BanScope.HOST
    var duration: Duration = BansBuilder.DEFAULT_DURATION
    var honoursRetryAfter: Boolean = true

    fun addTo(bans: BansBuilder) =
        bans.status(
            *statuses.toIntArray(),
            scope = scope,
            duration = duration,
            honoursRetryAfter = honoursRetryAfter,
        )
}

private val statusRule =
    record(
        Section(
            option(StatusRuleFields::statuses, oneOrMore(wholeNumber)),
            option(StatusRuleFields::scope, oneOf()),
            option(StatusRuleFields::duration, duration),
            option(StatusRuleFields::honoursRetryAfter, flag),
        ),
        ::StatusRuleFields,
    )

private class TextRuleFields {
    var name: String? = null
    var text: String? = null
    var pattern: Regex? = null
    var scope: BanScope = BanScope.HOST
    var duration: Duration = BansBuilder.DEFAULT_DURATION

    fun addHeader(bans: BansBuilder) {
        val name = requireNotNull(name) { "name is missing" }
        either({ bans.header(name, it, scope, duration) }, { bans.header(name, it, scope, duration) })
    }

    fun addBody(bans: BansBuilder) =
        either({ bans.body(it, scope, duration) }, { bans.body(it, scope, duration) })

    fun addRedirect(bans: BansBuilder) =
        either({ bans.redirect(it, scope, duration) }, { bans.redirect(it, scope, duration) })

    private inline fun either(
        byText: (String) -> Unit,
        byPattern: (Regex) -> Unit,
    ) {
        require((text == null) != (pattern == null)) { "either text or pattern is needed" }
        text?.let(byText)
        pattern?.let(byPattern)
    }
}

private val textRuleOptions =
    arrayOf(
        option(TextRuleFields::text, text),
        option(TextRuleFields::pattern, pattern),
        option(TextRuleFields::scope, oneOf()),
        option(TextRuleFields::duration, duration),
    )

private val textRule = record(Section(*textRuleOptions), ::TextRuleFields)

private val headerRule =
    record(Section(option(TextRuleFields::name, orNull(text)), *textRuleOptions), ::TextRuleFields)

/** One rule by its kind, such as `{"status": {"statuses": 403}}`. */
internal val banRuleOptions: Section<BansBuilder> =
    Section(
        option("status", statusRule) { it.addTo(this) },
        option("header", headerRule) { it.addHeader(this) },
        option("body", textRule) { it.addBody(this) },
        option("redirect", textRule) { it.addRedirect(this) },
        option("rule", choice(banRules)) { rule(it) },
    )

private val banRule: ValueType<BansBuilder.() -> Unit> =
    ValueType { value ->
        val kinds = (value.element as? JsonObject)?.size
        if (kinds != 1) throw value.mustBe("an object with one of ${banRuleOptions.names.joinToString()}")
        banRuleOptions.read(value)
    }

private class RequiredHeaderFields {
    var name: String? = null
    var text: String = ""

    fun addTo(bans: BansBuilder) = bans.requireHeader(requireNotNull(name) { "name is missing" }, text)
}

private val requiredHeader =
    record(
        Section(
            option(RequiredHeaderFields::name, orNull(text)),
            option(RequiredHeaderFields::text, text),
        ),
        ::RequiredHeaderFields,
    )

internal val banOptions: Section<BansBuilder> =
    Section(
        // The first, whatever its place in the document: it is for what was there before.
        option("clear", flag) { if (it) clear() },
        option("rules", listOf(banRule)) { rules -> rules.forEach { it() } },
        option(BansBuilder::onExhausted, oneOf()),
        option("requireStatus", oneOrMore(wholeNumber)) { requireStatus(*it.toIntArray()) },
        option("requireHeader", oneOrMore(requiredHeader)) { headers -> headers.forEach { it.addTo(this) } },
        option("requireText", text) { requireText(it) },
        option("requireMinimumSize", wholeNumber) { requireMinimumSize(it) },
    )
