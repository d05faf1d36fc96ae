package dev.proxyrotator.anonymity

/** Fields that every client has, whether it sets them or its transport does. */
private val ordinary =
    setOf("host", "user-agent", "accept", "accept-charset", "accept-encoding", "connection", "content-length")

/** It names proxies by their addresses (RFC 9110 §7.6.3), not whom they ask for. */
private const val VIA = "via"

/**
 * What the header fields of a request tell of a proxy, compared with the fields that were [sent], by their names in lower
 * case.
 */
internal class Traces(
    headers: Map<String, List<String>>,
    private val sent: Map<String, List<String>>,
    ignored: Set<String>,
) {
    // Some echoes show every field they know of, empty where there was none.
    private val fields =
        headers.entries
            .map { (name, values) -> name.lowercase() to values.filter { it.isNotBlank() } }
            .filter { (name, values) -> values.isNotEmpty() && name !in ignored }

    /** The names of the fields that were not sent, in lower case, sorted: who else but a proxy has added them? */
    val names: List<String> =
        fields
            .map { it.first }
            .filter { it !in ordinary && it !in sent }
            .distinct()
            .sorted()

    /**
     * Whether one of the client's [own] addresses stands in any field, or one that may be: of a family of which none of its
     * own is known, and not the [exit].
     */
    fun showClient(
        own: ClientAddresses,
        exit: String,
    ): Boolean =
        fields.any { (name, values) ->
            name != "host" && values != sent[name] &&
                values.flatMap(::addressesIn).any { it in own || (name != VIA && it != exit && !own.knowsFamilyOf(it)) }
        }
}
