package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.BodyRate
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.proxy.Proxy
import kotlin.time.Duration
import kotlin.time.TimeSource

/** One request as an exchange needs to know it; its head is encoded already. */
internal class OutgoingRequest(
    val proxy: Proxy,
    val isHead: Boolean,
    /** What follows the head, if it did not fit into the same write. */
    val upload: Upload?,
    /** Whether the head said `Connection: close`. */
    val closesConnection: Boolean,
    val mayRepeat: Boolean,
    private val limits: Limits,
    /** What the connection is to become, if it is to speak another protocol. */
    val upgrade: UpgradeRequest? = null,
) {
    class Limits(
        val responseHead: Duration,
        val idle: Duration,
        /** Bytes a second, over [idle]. */
        val minimumBodyRate: Int,
    )

    val responseHeadLimit: Duration get() = limits.responseHead
    val idleLimit: Duration get() = limits.idle

    /** No head came in time, or the peer took no more of the body. */
    fun headTimeout(isUploaded: Boolean) =
        if (isUploaded) {
            ProxyTimeoutException(ProxyTimeoutException.Phase.RESPONSE_HEAD, responseHeadLimit)
        } else {
            ProxyTimeoutException(ProxyTimeoutException.Phase.IDLE, idleLimit, isSending = true)
        }

    fun newBodyRate() = BodyRate(limits.minimumBodyRate, limits.idle, TimeSource.Monotonic)
}
