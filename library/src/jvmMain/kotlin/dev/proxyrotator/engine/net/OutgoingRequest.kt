package dev.proxyrotator.engine.net

import dev.proxyrotator.proxy.Proxy
import kotlin.time.Duration

/** One request as an exchange needs to know it; its head is encoded already. */
internal class OutgoingRequest(
    val proxy: Proxy,
    val isHead: Boolean,
    /** What follows the head, if it did not fit into the same write. */
    val upload: Upload?,
    /** Whether the head said `Connection: close`. */
    val closesConnection: Boolean,
    val mayRepeat: Boolean,
    val responseHeadLimit: Duration,
    val idleLimit: Duration,
    /** Bytes a second, over [idleLimit]. */
    val minimumBodyRate: Int,
)
