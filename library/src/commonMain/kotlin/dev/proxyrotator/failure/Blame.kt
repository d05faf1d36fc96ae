package dev.proxyrotator.failure

/** Whose fault a failure is, as far as can be told from this end. */
public enum class Blame {
    /** The proxy's: another one may well do better, for any target. */
    PROXY,

    /** The target's: another proxy would hardly do better. */
    TARGET,

    /** This side's: the request, or the machine it is sent from. */
    CLIENT,

    /** The proxy's or the target's: the same request through other proxies will tell. */
    UNKNOWN,
}
