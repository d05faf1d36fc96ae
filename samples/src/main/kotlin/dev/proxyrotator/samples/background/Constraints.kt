package dev.proxyrotator.samples.background

/** What a device may have at a moment. */
enum class Condition {
    NETWORK,

    /** A network that costs nothing by the byte. */
    UNMETERED,

    CHARGING,
}

/** `Constraints`: what a device must have for the work to run. */
class Constraints(
    vararg required: Condition,
) {
    private val required = required.toSet()

    /** What is not there of it, on a device that has [present]. */
    fun missing(present: Set<Condition>): Set<Condition> = required - present

    fun areMet(present: Set<Condition>): Boolean = missing(present).isEmpty()
}
