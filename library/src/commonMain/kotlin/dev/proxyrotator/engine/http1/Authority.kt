package dev.proxyrotator.engine.http1

import dev.proxyrotator.proxy.MAX_LABEL
import dev.proxyrotator.proxy.MAX_NAME
import dev.proxyrotator.proxy.Reading
import dev.proxyrotator.proxy.readHost
import io.ktor.http.Url

private const val HTTP_PORT = 80
private const val HTTPS_PORT = 443
private val PORTS = 1..65535

/**
 * Host and port of a target, in one form for all spellings.
 *
 * @property host in lower case, A-labels (RFC 5890), no trailing dot; IPv6 without brackets.
 * @property isSecure whether the target is asked over TLS, as https says.
 */
internal class Authority(
    val host: String,
    val port: Int,
    val isSecure: Boolean,
) {
    private val bracketed: String get() = if (':' in host) "[$host]" else host

    /** The value of `Host`: without the port when it is that of the scheme. */
    val hostHeader: String = if (port == defaultPort) bracketed else "$bracketed:$port"

    /** The target of CONNECT: always with the port. */
    val connectTarget: String get() = "$bracketed:$port"

    val defaultPort: Int get() = if (isSecure) HTTPS_PORT else HTTP_PORT

    override fun equals(other: Any?): Boolean =
        other is Authority && port == other.port && isSecure == other.isSecure && host == other.host

    override fun hashCode(): Int = 31 * (31 * host.hashCode() + port) + isSecure.hashCode()

    override fun toString(): String = connectTarget

    companion object {
        /**
         * The authority of [url], without its user info.
         *
         * @throws IllegalArgumentException if the URL is neither http nor https, or what is wrong with its host
         */
        fun of(url: Url): Authority {
            val isSecure = isHttps(url.protocol.name)
            require(url.port in PORTS) { "The port of the request's URL is not between 1 and 65535" }
            return Authority(normalHost(url.host, "The host of the request's URL"), url.port, isSecure)
        }
    }
}

private fun isHttps(scheme: String): Boolean =
    when (scheme) {
        "http" -> false
        "https" -> true
        else -> throw IllegalArgumentException("Only http and https URLs can be requested")
    }

/** The normal form of a host; [part] names it in the error. */
internal fun normalHost(
    text: String,
    part: String,
): String {
    if (isNormalName(text)) return text
    val host =
        when (val reading = readHost(text)) {
            is Reading.Value -> reading.value
            is Reading.Flaw -> throw IllegalArgumentException("$part cannot be used: ${reading.reason}")
        }
    require('%' !in host) { "$part cannot be used: an IPv6 zone means nothing beyond this machine" }
    return host
}

/** Whether [name] is beyond doubt a name in its normal form: what is not may still be a host. */
private fun isNormalName(name: String): Boolean {
    var labelStart = 0
    for (at in 0..name.length) {
        if (at == name.length || name[at] == '.') {
            if (!isLabel(name, labelStart, at)) return false
            if (at < name.length) labelStart = at + 1
        } else if (!isNameCharacter(name[at])) {
            return false
        }
    }
    // A last label that begins with a letter is no number, however resolvers read numbers.
    return name.length <= MAX_NAME && name[labelStart] in 'a'..'z'
}

private fun isLabel(
    name: String,
    start: Int,
    end: Int,
): Boolean = end - start in 1..MAX_LABEL && name[start] != '-' && name[end - 1] != '-'

private fun isNameCharacter(char: Char): Boolean = char in 'a'..'z' || char in '0'..'9' || char == '-'
