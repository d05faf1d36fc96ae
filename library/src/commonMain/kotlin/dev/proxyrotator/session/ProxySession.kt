package dev.proxyrotator.session

import dev.proxyrotator.proxy.ProxyId
import kotlin.time.Duration

/**
 * A key that is tied to one proxy, with cookies and headers of its own. No other request uses its connections.
 *
 * Everything here is read live, from any thread. When the session ends and its key begins anew, this one stays as it
 * was; [Sessions.get] has the new one.
 */
public sealed interface ProxySession {
    /** The name that requests call it by. */
    public val key: String

    /** The proxy it is tied to; `null` before its first request, and between the loss of one proxy and the next. */
    public val proxyId: ProxyId?

    /** The time since it began. */
    public val age: Duration

    /** The requests made in it, running ones included. */
    public val uses: Int

    /** The headers its requests are sent with where they set none of the same name. Immutable. */
    public val headers: Map<String, String>

    /** The cookies it holds, in the order in which they came. A copy. */
    public val cookies: List<SessionCookie>

    /** Whether the next request under its key is still part of it. */
    public val isActive: Boolean

    /**
     * Ends it: its cookies, headers and connections are not used again, and the next request under its key begins a
     * new session. A second call does nothing.
     *
     * @return whether it was active until now.
     */
    public fun retire(): Boolean
}
