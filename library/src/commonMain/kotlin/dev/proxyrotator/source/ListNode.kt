package dev.proxyrotator.source

/** A part of a nested document, whatever its format. Values that say nothing (null, true, false) are left out. */
internal sealed interface ListNode {
    /** From 1; null where the format does not tell. */
    val line: Int?

    class Scalar(
        val text: String,
        override val line: Int? = null,
    ) : ListNode

    class Items(
        val items: List<ListNode>,
        override val line: Int? = null,
    ) : ListNode

    class Fields(
        val fields: Map<String, ListNode>,
        override val line: Int? = null,
    ) : ListNode
}
