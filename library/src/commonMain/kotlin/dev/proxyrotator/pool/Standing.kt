package dev.proxyrotator.pool

/** Where a proxy stands with those who choose. */
internal enum class Standing {
    /** May be chosen. */
    SELECTABLE,

    /** At a limit of its own; it will be back by itself. */
    BUSY,

    /** Busy with the one request that decides about it. */
    PROBED,

    /** Failed too often; nobody chooses it unless nearly all others do no better. */
    COOLING,

    /** The same, and at a limit of its own. */
    COOLING_BUSY,

    /** Not there, or not to be used until somebody says so. */
    OUT,
}
