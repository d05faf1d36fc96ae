package dev.proxyrotator.engine.tls

import dev.proxyrotator.proxy.Reading
import dev.proxyrotator.proxy.readHost
import kotlin.io.encoding.Base64

/** Pins of public keys for hosts; see [dev.proxyrotator.engine.TlsSettings.pins]. */
internal class Pins private constructor(
    val byHost: Map<String, Set<String>>,
) {
    /**
     * These pins with [pins] for [host] besides.
     *
     * @throws IllegalArgumentException when [host] or one of [pins] is malformed
     */
    fun plus(
        host: String,
        pins: List<String>,
    ): Pins {
        require(pins.isNotEmpty()) { "pin(\"$host\") names no pin" }
        pins.forEach(::checkPin)
        val pattern = normalPattern(host)
        return Pins(byHost + (pattern to byHost[pattern].orEmpty() + pins))
    }

    /** The pins of which [host], in its normal form, must have one; empty when none are set for it. */
    fun of(host: String): Set<String> {
        if (byHost.isEmpty()) return emptySet()
        return byHost.entries.filter { matchesHost(it.key, host) }.flatMapTo(HashSet()) { it.value }
    }

    companion object {
        val None = Pins(emptyMap())
    }
}

/** Whether [host] is [pattern], which may begin with `*.` for exactly one label. Both in lower case. */
internal fun matchesHost(
    pattern: String,
    host: String,
): Boolean =
    if (pattern.startsWith(WILDCARD)) {
        val firstDot = host.indexOf('.')
        firstDot > 0 && firstDot < host.length - 1 && host.substring(firstDot + 1) == pattern.drop(WILDCARD.length)
    } else {
        host == pattern
    }

private const val WILDCARD = "*."
private const val SHA_256 = "sha256/"
private const val SHA_256_BYTES = 32

private fun normalPattern(host: String): String {
    val prefix = if (host.startsWith(WILDCARD)) WILDCARD else ""
    return when (val reading = readHost(host.removePrefix(prefix))) {
        is Reading.Value -> prefix + reading.value
        is Reading.Flaw -> throw IllegalArgumentException("pin(\"$host\"): ${reading.reason}")
    }
}

private fun checkPin(pin: String) {
    val isValid =
        pin.startsWith(SHA_256) &&
            try {
                Base64.decode(pin.removePrefix(SHA_256)).size == SHA_256_BYTES
            } catch (_: IllegalArgumentException) {
                false
            }
    require(isValid) {
        "'$pin' is not a pin; one is sha256/ and then the SHA-256 of a public key (SubjectPublicKeyInfo) in Base64, " +
            "44 characters that end in ="
    }
}
