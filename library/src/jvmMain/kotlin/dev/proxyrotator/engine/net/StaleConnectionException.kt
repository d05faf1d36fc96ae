package dev.proxyrotator.engine.net

import java.io.IOException

/**
 * A kept connection turned out to be closed by the peer before a byte of the response came (RFC 9112 §9.6). [isSent]
 * tells whether the peer can have seen the request.
 */
internal class StaleConnectionException(
    val isSent: Boolean,
    cause: IOException?,
) : IOException("The kept connection was closed by the other side", cause)
