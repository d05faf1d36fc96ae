package dev.proxyrotator.redirect

import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull

private const val MAX_PORT = 65_535
private const val PORT_LENGTH = 5

/** Whom a `Location` names; its user info is read over, as it is never sent. [port] is `null` when it is not named. */
internal class LocationAuthority(
    /** In its normal form, an IPv6 address in brackets. */
    val host: String,
    val port: Int?,
) {
    companion object {
        /** Reads the authority of a URI (RFC 3986 §3.2), or returns `null` when it leaves in doubt who that is. */
        fun of(text: String): LocationAuthority? {
            val hostAndPort = text.substringAfter('@')
            if ('@' in hostAndPort) return null
            val hostEnd = hostEnd(hostAndPort)
            val host = hostOrNull(hostAndPort.substring(0, hostEnd)) ?: return null
            val port = hostAndPort.substring(hostEnd).removePrefix(":")
            return if (port.isEmpty()) LocationAuthority(host, port = null) else withPort(host, port)
        }

        private fun hostEnd(text: String): Int {
            val bracket = if (text.startsWith('[')) text.indexOf(']') else -1
            val colon = text.indexOf(':', startIndex = bracket + 1)
            return if (colon < 0) text.length else colon
        }

        private fun hostOrNull(text: String): String? {
            val isBracketed = text.startsWith('[')
            if ('%' in text || (!isBracketed && ':' in text)) return null
            val host = readHost(text).valueOrNull ?: return null
            return if (isBracketed) "[$host]" else host
        }

        private fun withPort(
            host: String,
            text: String,
        ): LocationAuthority? {
            if (text.length > PORT_LENGTH || text.any { it !in '0'..'9' }) return null
            return text.toInt().takeIf { it in 1..MAX_PORT }?.let { LocationAuthority(host, it) }
        }
    }
}
