package dev.proxyrotator.pool

/** What happens to requests that are going through a proxy while it is removed. */
public enum class RemoveMode {
    /** They finish; no new one starts. */
    DRAIN,

    /** They are broken off; what may be repeated goes to another proxy. */
    ABORT,
}
