package dev.proxyrotator.failure

/** What one intermediary says of a response in its member of the `Proxy-Status` field (RFC 9209 §2). */
internal class ProxyStatus(
    /** The name that the intermediary gives itself. */
    val proxy: String,
    /** The token of the error it met, registered or not; `null` when it met none. */
    val error: String?,
    /** The status it received from the next hop, if it says so. */
    val receivedStatus: Int?,
) {
    companion object {
        const val FIELD = "Proxy-Status"

        /** Far beyond what a chain of proxies has to say; more is junk. */
        private const val MAX_LENGTH = 8192

        /**
         * The members of all field lines, the one nearest to the target first; `null` when they are not a list of
         * tokens and strings (a field that does not parse is to be ignored as a whole, RFC 9651 §4.2) or longer than
         * 8 KiB.
         */
        fun parse(lines: List<String>): List<ProxyStatus>? {
            if (lines.sumOf { it.length } > MAX_LENGTH) return null
            return StructuredList(lines.joinToString(",")).members()?.map { it.toStatus() ?: return null }
        }

        private fun StructuredList.Member.toStatus(): ProxyStatus? {
            val name = (value as? StructuredList.Text)?.text ?: return null
            return ProxyStatus(
                proxy = name,
                // Parameters of another type than they should have are to be ignored.
                error = (parameters["error"] as? StructuredList.Text)?.takeIf { it.isToken }?.text,
                receivedStatus = (parameters["received-status"] as? StructuredList.Whole)?.value?.toStatusCode(),
            )
        }

        private fun Long.toStatusCode(): Int? = takeIf { it in 100..599 }?.toInt()
    }
}
