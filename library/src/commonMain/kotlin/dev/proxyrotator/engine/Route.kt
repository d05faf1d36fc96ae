package dev.proxyrotator.engine

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import io.ktor.client.request.HttpRequestData
import io.ktor.util.AttributeKey

/** The concrete way one attempt takes. It leads past the proxies only where [Proxy.Direct] was put into the pool. */
public class Route internal constructor(
    /** The proxy the attempt goes through. */
    public val proxy: Proxy,
    /**
     * Whether the request may be sent once more on a new connection, when a kept one turns out to be dead before a byte
     * of the response came: sending it twice does no harm, and its body is at hand.
     */
    internal val mayRepeat: Boolean = false,
    /** Whose connections may be used; `null` for those of everybody. */
    internal val isolation: String? = null,
    /** The session whose connections are shared with no other; stock engines cannot tell them apart. */
    internal val session: String? = null,
    /**
     * The time limits of this request, the rule for its URL and its own wishes included; `call` is kept by the rotator.
     */
    public val timeouts: Timeouts = Timeouts(),
    /** The [proxy] with its credentials as they are shown to it this time; see [dev.proxyrotator.proxy.Gateway]. */
    internal val dialled: Proxy = proxy,
    /** Whether nobody will ever want its connection again. */
    internal val isOnce: Boolean = false,
) {
    /** What the [proxy] is to be shown: its credentials, with the placeholders of a gateway filled in. */
    public val credentials: ProxyCredentials? get() = dialled.credentials

    /** Those with whom connections are shared have the same. */
    internal val sharing: String?
        get() = if (session == null) isolation else "$session\u0000${isolation.orEmpty()}"

    /** The proxy, without credentials. */
    override fun toString(): String = "via $proxy"

    internal companion object {
        val Key = AttributeKey<Route>("dev.proxyrotator.Route")
    }
}

/**
 * The route of one attempt, as a transport's engine sees it; in tests a MockEngine's handler answers by it.
 *
 * @throws IllegalStateException outside of an attempt
 */
public val HttpRequestData.route: Route
    get() =
        attributes.getOrNull(Route.Key)
            ?: error("This request is not an attempt of a ProxyRotator; it has no route")
