package dev.proxyrotator.proxy

import kotlin.random.Random

private const val SESSION = "{session}"
private const val COUNTRY_LOWER = "{country}"
private const val COUNTRY_UPPER = "{COUNTRY}"

// What is shorter says nothing, and would take words out of every text.
private const val SHORTEST_PART = 4

/** How long a session's word is; see [Gateway]. */
internal const val SESSION_WORD_LENGTH = 16

/** A word for a session that nobody has had before. */
internal fun newSessionWord(random: Random): String = random.nextBytes(SESSION_WORD_LENGTH / 2).toHexString()

internal fun namesSession(credentials: ProxyCredentials): Boolean = credentials.has(SESSION)

internal fun namesCountry(credentials: ProxyCredentials): Boolean =
    credentials.has(COUNTRY_LOWER) || credentials.has(COUNTRY_UPPER)

/** What of the [credentials] of a gateway stays the same whatever is filled in; nothing for other credentials. */
internal fun fixedParts(credentials: ProxyCredentials): List<String> =
    listOf(credentials.username, credentials.password)
        .flatMap { it.split(SESSION, COUNTRY_LOWER, COUNTRY_UPPER).takeIf { parts -> parts.size > 1 }.orEmpty() }
        .map { it.trim('-', '_') }
        .filter { it.length >= SHORTEST_PART }

private fun ProxyCredentials.has(placeholder: String) = placeholder in username || placeholder in password

/**
 * This proxy, and those it is reached through, with their placeholders filled in; itself when there are none.
 * [sessionWord] is asked for where a session is named.
 *
 * @throws ProxyValidationException if one names the country and has none, or its credentials become too long
 */
internal fun Proxy.filledIn(sessionWord: () -> String): Proxy =
    if (hops.none { it.credentials?.hasPlaceholders == true }) {
        this
    } else {
        Proxy.chain(hops.map { it.alone().filledInAlone(sessionWord) })
    }

private fun Proxy.filledInAlone(sessionWord: () -> String): Proxy {
    val template = credentials?.takeIf { it.hasPlaceholders } ?: return this
    val country = if (namesCountry(template)) country ?: throw withoutCountry() else ""
    val session = if (namesSession(template)) sessionWord() else ""

    fun fill(text: String) =
        text
            .replace(SESSION, session)
            .replace(COUNTRY_LOWER, country.lowercase())
            .replace(COUNTRY_UPPER, country)
    return withCredentials(fill(template.username), fill(template.password))
}

private fun Proxy.withoutCountry() =
    ProxyValidationException("its credentials name {country}, and it has none: use withCountry", null, redactedUrl)
