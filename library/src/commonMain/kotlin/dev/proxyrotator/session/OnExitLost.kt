package dev.proxyrotator.session

/** What becomes of a session whose proxy fails, is banned, or leaves the pool. */
public enum class OnExitLost {
    /**
     * The request fails, and the session stays with its proxy, which may come back. For an account that must never be
     * seen from two addresses.
     */
    FAIL,

    /** The session goes on through another proxy, with its cookies and headers. */
    MIGRATE,

    /** The session goes on through another proxy with its headers; its cookies are forgotten. */
    MIGRATE_AND_FORGET_COOKIES,
}
