package dev.proxyrotator.health

/** Whether a proxy may be chosen. */
public enum class ProxyHealth {
    /** In use. */
    HEALTHY,

    /** Failed too often in a row; not chosen until its cool-down is over. */
    COOLING_DOWN,

    /** The cool-down is over; one request decides whether it comes back. */
    PROBING,

    /** Refused its credentials; not chosen until it is removed and added with other ones. */
    AUTHENTICATION_REJECTED,
}
