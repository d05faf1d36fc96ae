package dev.proxyrotator.session.cookie

/** Under which domains strangers can register names, so that no cookie may be meant for all of them (RFC 6265 §5.3). */
internal fun interface PublicSuffixes {
    /** Whether [domain], in its normal form, is one. */
    fun isPublicSuffix(domain: String): Boolean
}

/**
 * What can be told without a list: a single label, and the second-level registries that countries have in common, such
 * as `co.uk` and `com.au`.
 */
internal object UsualSuffixes : PublicSuffixes {
    private const val COUNTRY_CODE = 2

    private val registries =
        setOf(
            *arrayOf("ac", "ad", "asn", "biz", "co", "com", "ed", "edu", "firm", "gen", "go", "gob", "gouv", "gov"),
            *arrayOf("gr", "gv", "id", "idv", "in", "ind", "info", "k12", "lg", "ltd", "me", "mil", "mod", "ne"),
            *arrayOf("net", "nhs", "nic", "nom", "or", "org", "plc", "police", "pro", "res", "sch", "web"),
        )

    override fun isPublicSuffix(domain: String): Boolean {
        val labels = domain.split('.')
        return when (labels.size) {
            1 -> true
            2 -> labels[1].length == COUNTRY_CODE && labels[0] in registries
            else -> false
        }
    }
}
