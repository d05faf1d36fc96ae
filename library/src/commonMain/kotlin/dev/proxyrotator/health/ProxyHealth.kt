package dev.proxyrotator.health

/** Whether a proxy may be chosen. */
public enum class ProxyHealth {
    /** In use. */
    HEALTHY,

    /** Failed too often; not chosen until its cool-down is over. */
    COOLING_DOWN,

    /** The cool-down is over; one request decides whether it comes back. */
    PROBING,

    /** Refused its credentials; not chosen until it is reinstated, or removed and added with other ones. */
    AUTHENTICATION_REJECTED,

    /**
     * What answered through it in a target's name had no certificate to prove it, and no other proxy met the same: it
     * may read along. Not chosen until another proxy meets the same, or it is reinstated.
     */
    QUARANTINED,

    /** Banned for every target until a certain time. */
    BANNED,
}
