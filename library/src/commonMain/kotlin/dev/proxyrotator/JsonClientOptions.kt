package dev.proxyrotator

import dev.proxyrotator.configuration.Section
import dev.proxyrotator.configuration.choice
import dev.proxyrotator.configuration.duration
import dev.proxyrotator.configuration.flag
import dev.proxyrotator.configuration.largeWholeNumber
import dev.proxyrotator.configuration.listOf
import dev.proxyrotator.configuration.map
import dev.proxyrotator.configuration.mapOf
import dev.proxyrotator.configuration.oneOrMore
import dev.proxyrotator.configuration.option
import dev.proxyrotator.configuration.orNull
import dev.proxyrotator.configuration.record
import dev.proxyrotator.configuration.secret
import dev.proxyrotator.configuration.text
import dev.proxyrotator.configuration.wholeNumber
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.redirect.RedirectOptions

internal val compressionOptions: Section<CompressionBuilder> =
    Section(
        option(CompressionBuilder::enabled, flag),
        option(CompressionBuilder::maxRatio, wholeNumber),
        option(CompressionBuilder::maxRatioFrom, largeWholeNumber),
    )

internal val fetchOptions: Section<FetchBuilder> =
    Section(
        option(FetchBuilder::maxConcurrent, wholeNumber),
        option(FetchBuilder::chunkSize, orNull(wholeNumber)),
        option(FetchBuilder::timeout, duration),
        option(FetchBuilder::maxRetries, wholeNumber),
    )

internal val loggingOptions: Section<LoggingBuilder> =
    Section(
        option(LoggingBuilder::name, text),
        option(LoggingBuilder::level, text.map { LogLevel.of(it) }),
    )

internal val redirectOptions: Section<RedirectOptions> =
    Section(
        option(RedirectOptions::follow, flag),
        option(RedirectOptions::maxRedirects, wholeNumber),
        option(RedirectOptions::sensitiveHeaders, listOf(text).map { it.toSet() }),
    )

private class CookieFields {
    var url: String? = null
    var name: String? = null
    var value: String? = null

    fun addTo(cookies: CookiesBuilder) =
        cookies.set(
            requireNotNull(url) { "url is missing" },
            requireNotNull(name) { "name is missing" },
            requireNotNull(value) { "value is missing" },
        )
}

private val cookie =
    record(
        Section(
            option(CookieFields::url, orNull(text)),
            option(CookieFields::name, orNull(text)),
            option(CookieFields::value, orNull(text)),
        ),
        ::CookieFields,
    )

internal val cookieOptions: Section<CookiesBuilder> =
    Section(
        option(CookiesBuilder::keep, flag),
        option("set", secret(oneOrMore(cookie))) { cookies -> cookies.forEach { it.addTo(this) } },
    )

private class BasicAuthFields {
    var username: String? = null
    var password: String? = null

    fun addTo(rotator: ProxyRotatorBuilder) =
        rotator.basicAuth(
            requireNotNull(username) { "username is missing" },
            requireNotNull(password) { "password is missing" },
        )
}

private val basicAuth =
    record(
        Section(
            option(BasicAuthFields::username, orNull(text)),
            option(BasicAuthFields::password, orNull(text)),
        ),
        ::BasicAuthFields,
    )

private val guards = mapOf("everything" to TargetGuard.everything(), "public-only" to TargetGuard.publicOnly())

/** What requests begin with, and where they may go. */
internal val requestOptions =
    arrayOf(
        option(ProxyRotatorBuilder::baseUrl, secret(orNull(text))),
        option(ProxyRotatorBuilder::userAgent, orNull(text)),
        option(ProxyRotatorBuilder::expectSuccess, flag),
        option(ProxyRotatorBuilder::http2, flag),
        option("defaultHeader", secret(mapOf(oneOrMore(text)))) { fields ->
            fields.forEach { (name, values) -> values.forEach { defaultHeader(name, it) } }
        },
        option("basicAuth", secret(basicAuth)) { it.addTo(this) },
        option("bearerAuth", secret(text)) { bearerAuth(it) },
        option("cookies", cookieOptions) { cookies(it) },
        option("redirects", redirectOptions) { redirects(it) },
        option("targetGuard", choice(guards)) { targetGuard = it },
        option("compression", compressionOptions) { compression(it) },
        option("fetch", fetchOptions) { fetch(it) },
        option("logging", loggingOptions) { logging(it) },
    )
