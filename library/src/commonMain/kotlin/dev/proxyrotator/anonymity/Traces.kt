package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.readAddress

/** Fields in which proxies name the one they ask for. */
private val namingClient =
    setOf(
        "forwarded",
        "x-forwarded-for",
        "forwarded-for",
        "x-forwarded",
        "x-real-ip",
        "client-ip",
        "clientip",
        "x-client-ip",
        "true-client-ip",
        "x-cluster-client-ip",
        "cf-connecting-ip",
        "x-originating-ip",
        "x-proxyuser-ip",
        "x-remote-ip",
        "x-remote-addr",
        "wl-proxy-client-ip",
    )

/** Fields by which a proxy is known, other than those of [namingClient] and those with a beginning in [formsOfTraces]. */
private val namingProxy = setOf("via", "x-via", "useragent-via", "x-bluecoat-via", "xroxy-connection", "mt-proxy-id")

private val formsOfTraces = listOf("x-forwarded-", "proxy-", "x-proxy-")

private const val SEPARATORS = " \t,;=\"'()"

/** What the header fields of a request tell of a proxy. */
internal class Traces(
    headers: Map<String, List<String>>,
    ignored: Set<String>,
) {
    // Some echoes show every field they know of, empty where there was none.
    private val fields =
        headers.entries
            .map { (name, values) -> name.lowercase() to values.filter { it.isNotBlank() } }
            .filter { (name, values) -> values.isNotEmpty() && name !in ignored }

    /** The names of the fields that somebody without a proxy does not send, in lower case, sorted. */
    val names: List<String> =
        fields
            .map { it.first }
            .filter(::isTrace)
            .distinct()
            .sorted()

    /** Whether one of [own] stands in any field; without own ones, whether somebody is named who is not the [exit]. */
    fun showClient(
        own: Set<String>,
        exit: String,
    ): Boolean =
        if (own.isEmpty()) {
            addresses { it in namingClient }.any { it != exit }
        } else {
            addresses { true }.any { it in own }
        }

    private fun addresses(isRead: (String) -> Boolean): Sequence<String> =
        fields
            .asSequence()
            .filter { (name, _) -> isRead(name) }
            .flatMap { (_, values) -> values }
            .flatMap { it.split(*SEPARATORS.toCharArray()) }
            .mapNotNull(::readAddress)

    private fun isTrace(name: String): Boolean =
        name in namingClient || name in namingProxy || formsOfTraces.any(name::startsWith)
}
