package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.proxy.REDACTED
import dev.proxyrotator.proxy.Reading
import dev.proxyrotator.proxy.isDirect
import dev.proxyrotator.proxy.readCountry
import dev.proxyrotator.proxy.readPort

/** One entry of a list whose fields have names. */
internal class EntryFields(
    fields: Map<String, ListNode>,
) {
    private val byName = HashMap<String, ListNode>()

    init {
        fields.forEach { (key, value) -> byName[EntryField.normalKey(key)] = value }
    }

    /** Whether it names a proxy itself, rather than hold a list of some. */
    val isEntry: Boolean
        get() =
            (text(EntryField.PROXY) != null || text(EntryField.HOST) != null) &&
                byName.none { (name, value) -> EntryField.named(name) == null && holdsList(value) }

    /**
     * One proxy for each protocol it names.
     *
     * @throws ProxyValidationException if it names no proxy.
     */
    fun read(
        findings: Findings,
        default: ProxyScheme,
    ): List<Proxy> {
        val credentials = credentials()
        return schemes(default)
            .map { withMetadata(withCredentials(endpoint(findings, it), credentials)) }
            .distinct()
    }

    private fun holdsList(node: ListNode): Boolean =
        when (node) {
            is ListNode.Scalar -> false
            is ListNode.Items -> node.items.any { it is ListNode.Fields || (it is ListNode.Scalar && ':' in it.text) }
            is ListNode.Fields -> node.fields.values.any(::holdsList)
        }

    private fun endpoint(
        findings: Findings,
        scheme: ProxyScheme,
    ): Proxy {
        val whole = text(EntryField.PROXY)
        if (whole != null && ':' in whole) return findings.readText(whole, scheme)
        val host = text(EntryField.HOST) ?: whole.orEmpty()
        if (host.length > Findings.MAX_TEXT) fail("its host is longer than ${Findings.MAX_TEXT} characters")
        val port = text(EntryField.PORT)
        return when {
            port != null -> Proxy.of(scheme, host, port(port))
            text(EntryField.SCHEME) != null -> Proxy.of(scheme, host)
            else -> findings.readText(host, scheme)
        }
    }

    private fun port(text: String): Int =
        when (val port = readPort(text)) {
            is Reading.Value -> port.value
            is Reading.Flaw -> fail(port.reason)
        }

    private fun schemes(default: ProxyScheme): List<ProxyScheme> {
        val scheme = text(EntryField.SCHEME)
        val protocols = texts(EntryField.PROTOCOL)
        return when {
            scheme != null -> listOf(scheme(scheme))
            protocols.isNotEmpty() -> protocols.flatMap(::protocols).distinct()
            else -> listOfNotNull(text(EntryField.KIND)).flatMap(::kinds).ifEmpty { listOf(default) }
        }
    }

    private fun scheme(name: String): ProxyScheme =
        ProxyScheme.named(name).takeUnless { isDirect(name) } ?: fail(UNKNOWN_PROTOCOL)

    private fun protocols(text: String): List<ProxyScheme> =
        words(text).map { listedScheme(it) ?: fail(UNKNOWN_PROTOCOL) }

    /** Mostly it says how anonymous a proxy is, or who owns its address: only another protocol is a reason to refuse. */
    private fun kinds(text: String): List<ProxyScheme> {
        val words = words(text)
        if (words.any { it.lowercase() in OTHER_PROTOCOLS || isDirect(it) }) fail(UNKNOWN_PROTOCOL)
        return words.mapNotNull(::listedScheme).distinct()
    }

    private fun words(text: String): List<String> = text.split(',', '/', '|', ' ').filter { it.isNotEmpty() }

    private fun credentials(): Pair<String, String>? {
        val own = namedCredentials()
        val nested = nestedCredentials()
        if (own != null && nested != null && own != nested) fail(TWICE)
        return own ?: nested
    }

    private fun namedCredentials(): Pair<String, String>? {
        val username = secret(EntryField.USERNAME)
        val password = secret(EntryField.PASSWORD)
        return if (username == null && password == null) null else username.orEmpty() to password.orEmpty()
    }

    private fun nestedCredentials(): Pair<String, String>? =
        when (val value = byName.first(EntryField.CREDENTIALS)) {
            null -> null
            is ListNode.Scalar -> pairIn(value.text)
            is ListNode.Items -> fail(NO_PAIR)
            is ListNode.Fields if value.fields.isEmpty() -> null
            is ListNode.Fields -> EntryFields(value.fields).namedCredentials() ?: fail(NO_PAIR)
        }

    private fun pairIn(text: String): Pair<String, String> =
        when {
            text == REDACTED -> fail("its credentials were written as $REDACTED")
            ':' !in text -> fail(NO_PAIR)
            else -> text.substringBefore(':') to text.substringAfter(':')
        }

    private fun withCredentials(
        proxy: Proxy,
        credentials: Pair<String, String>?,
    ): Proxy {
        if (credentials == null) return proxy
        val combined = proxy.withCredentials(credentials.first, credentials.second)
        if (proxy.credentials != null && proxy != combined) fail(TWICE)
        return combined
    }

    private fun withMetadata(proxy: Proxy): Proxy {
        val country = text(EntryField.COUNTRY)?.let(::readCountry)
        val tags = texts(EntryField.TAGS).flatMap { it.split(',') }.map { it.trim() }.filter { it.isNotEmpty() }
        val weight = number(EntryField.WEIGHT)
        val cost = number(EntryField.COST)
        return proxy
            .let { if (country == null) it else it.withCountry(country) }
            .let { if (tags.isEmpty()) it else it.withTags(tags) }
            .let { if (weight == null) it else it.withWeight(weight) }
            .let { if (cost == null) it else it.withCost(cost) }
    }

    private fun number(field: EntryField): Double? =
        text(field)?.let { it.toDoubleOrNull() ?: fail("its ${field.names[0]} is no number") }

    private fun text(field: EntryField): String? = texts(field).singleOrNull()

    private fun texts(field: EntryField): List<String> =
        when (val value = byName.first(field)) {
            is ListNode.Scalar -> listOf(value.text.trim())
            is ListNode.Items -> value.items.filterIsInstance<ListNode.Scalar>().map { it.text.trim() }
            else -> emptyList()
        }.filter { it.isNotEmpty() }

    /** As it stands, white space around it included. */
    private fun secret(field: EntryField): String? =
        when (val value = byName.first(field)) {
            null -> null
            is ListNode.Scalar -> value.text.takeIf { it.isNotEmpty() }
            else -> fail("its ${field.names[0]} is not a text")
        }

    private fun Map<String, ListNode>.first(field: EntryField): ListNode? =
        field.names.firstNotNullOfOrNull { name ->
            get(name)?.takeUnless { it is ListNode.Scalar && it.text.isEmpty() }
        }

    private fun fail(reason: String): Nothing = throw ProxyValidationException(reason)

    private companion object {
        const val NO_PAIR = "its credentials are not a user name and a password with a colon between them"
        const val TWICE = "it has credentials twice, and they differ"
        const val UNKNOWN_PROTOCOL = "its protocol is none of http, https, socks4, socks4a, socks5 and socks5h"
        val OTHER_PROTOCOLS =
            setOf(
                "ss",
                "ssr",
                "shadowsocks",
                "vmess",
                "vless",
                "trojan",
                "snell",
                "tuic",
                "hysteria",
                "hysteria2",
                "wireguard",
            )
    }
}
