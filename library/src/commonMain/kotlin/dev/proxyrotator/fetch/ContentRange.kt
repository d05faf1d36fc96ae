package dev.proxyrotator.fetch

/** Which bytes of how many a 206 brings (RFC 9110 §14.4). */
internal class ContentRange(
    val first: Long,
    val last: Long,
    /** `null` where the server does not say. */
    val total: Long?,
) {
    /** Whether this is exactly the rest behind [start] of what has [knownTotal] bytes, if that is known. */
    fun isRest(
        start: Long,
        knownTotal: Long?,
    ): Boolean = first == start && total != null && last == total - 1 && (knownTotal == null || knownTotal == total)

    companion object {
        private val UNSATISFIED = Regex("""bytes \*/(\d{1,18})""", RegexOption.IGNORE_CASE)

        /** The length of the whole as a 416 tells it; `null` when it does not. */
        fun parseUnsatisfied(value: String?): Long? =
            UNSATISFIED
                .matchEntire(value?.trim().orEmpty())
                ?.groupValues
                ?.get(1)
                ?.toLong()

        private val FORM = Regex("""bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)""", RegexOption.IGNORE_CASE)

        /** `null` when [value] is absent, of another unit, without a range, or contradicts itself. */
        fun parse(value: String?): ContentRange? {
            val (first, last, total) = FORM.matchEntire(value?.trim().orEmpty())?.destructured ?: return null
            val range = ContentRange(first.toLong(), last.toLong(), total.toLongOrNull())
            return range.takeIf { it.first <= it.last && (it.total == null || it.last < it.total) }
        }
    }
}
