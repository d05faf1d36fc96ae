package dev.proxyrotator.proxy

/** What is known of a proxy beyond its identity. Most proxies share one that says nothing. */
internal data class ProxyMetadata(
    val weight: Double = 1.0,
    val tags: Set<String> = emptySet(),
    val country: String? = null,
    val cost: Double = 1.0,
    val gateway: Gateway? = null,
    val anonymity: AnonymityLevel? = null,
) {
    companion object {
        val None = ProxyMetadata()
    }
}

private const val COUNTRY_LENGTH = 2

/** A copy of [tags] that nobody can change, the shared empty one for none; null when one of them is blank. */
internal fun readTags(tags: Iterable<String>): Set<String>? {
    val copied = buildSet { tags.forEach { if (it.isBlank()) return null else add(it) } }
    return when (copied.size) {
        0 -> emptySet()

        // Takes a tenth of the memory.
        1 -> setOf(copied.first())

        else -> copied
    }
}

/** An ISO 3166-1 alpha-2 code in upper case, or null for what cannot be one. */
internal fun readCountry(code: String): String? =
    if (code.length == COUNTRY_LENGTH && code.all { it in 'a'..'z' || it in 'A'..'Z' }) code.uppercase() else null
