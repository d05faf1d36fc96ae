package dev.proxyrotator.session

/**
 * The sessions of a rotator. Every function may be called from any thread and never suspends.
 *
 * A key is 1 to 512 characters; it is shown in logs, so let it be no secret. Every function that takes one throws an
 * [IllegalArgumentException] for any other.
 */
public sealed interface Sessions {
    /** The number of active sessions. Costs O(number of sessions). */
    public val size: Int

    /** The keys of the active sessions, the least recently used first. A copy. */
    public fun keys(): List<String>

    /** The active session of [key], or `null`. */
    public operator fun get(key: String): ProxySession?

    /** The active session of [key]; begins one if there is none. */
    public fun open(key: String): ProxySession

    /**
     * The active session of [key], which sends [headers] from now on and none of those it had; begins one if there is
     * none. A request that was redirected to another origin gets of them only `User-Agent`, `Accept…` and `Sec-…`.
     *
     * @throws IllegalArgumentException when a header has a name or a value that cannot be sent (RFC 9110 §5)
     */
    public fun open(
        key: String,
        headers: Map<String, String>,
    ): ProxySession

    /** Ends the session of [key] as [ProxySession.retire] does; returns whether there was an active one. */
    public fun retire(key: String): Boolean

    /** Retires all sessions. */
    public fun clear()

    /**
     * The active sessions as JSON, for [restore] in another process. **Keep it as secret as passwords**: the cookies
     * and headers are in it. Credentials of proxies are not; a proxy is named by its URL without them, and among proxies
     * that only differ in them by its place in the pool. Costs O(size of the pool).
     */
    public fun save(): String

    /**
     * Brings back what [save] wrote, in place of sessions with the same keys; others stay. The time in between counts.
     * What has expired by the policy of this rotator is left out, and so is what exceeds its limits. A session whose
     * proxy is not in the pool, or not to be told from others, has lost it: it is restored without, and without cookies
     * where [SessionPolicy.onExitLost] says so; under [OnExitLost.FAIL] it is left out. Costs O(size of the pool).
     *
     * @throws IllegalArgumentException when [text] is not what [save] writes; nothing is changed then. The message
     *   quotes nothing of it.
     */
    public fun restore(text: String)
}
