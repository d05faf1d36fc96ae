package dev.proxyrotator.engine

import kotlin.time.Duration

/** How long it took to open the connection that a response came over, part by part. */
internal class ConnectionOpening(
    /** `true` when it was open already. */
    val isReused: Boolean,
    /** Finding the address of the proxy and connecting to it. */
    val connect: Duration? = null,
    /** The handshake with the proxy; `null` where there is none. */
    val handshake: Duration? = null,
    /** The TLS handshake with the target; `null` where there is none. */
    val tls: Duration? = null,
) {
    val total: Duration get() = listOfNotNull(connect, handshake, tls).fold(Duration.ZERO, Duration::plus)

    companion object {
        val Reused = ConnectionOpening(isReused = true)
    }
}
