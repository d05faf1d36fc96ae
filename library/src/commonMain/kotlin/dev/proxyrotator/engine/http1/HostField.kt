package dev.proxyrotator.engine.http1

private val PORTS = 1..65535

/**
 * A user's own `Host`: one valid host, with or without a port. It prints as it is to be sent.
 *
 * @throws IllegalArgumentException saying what is wrong with it
 */
internal class HostField(
    text: String,
) {
    private val colon = text.indexOf(':', startIndex = text.lastIndexOf(']') + 1)

    private val host: String = normalHost(if (colon < 0) text else text.substring(0, colon), "The header Host")

    private val port: Int? = if (colon < 0) null else readPort(text, colon + 1)

    private fun readPort(
        text: String,
        start: Int,
    ): Int {
        val number = decimalOrMinusOne(text, start, text.length)
        require(number in PORTS) { "The header Host names a port that is not between 1 and 65535" }
        return number.toInt()
    }

    /** Whether it says the same as the URL. */
    fun names(authority: Authority): Boolean =
        host == authority.host && (port ?: authority.defaultPort) == authority.port

    override fun toString(): String {
        val bracketed = if (':' in host) "[$host]" else host
        return if (port == null) bracketed else "$bracketed:$port"
    }
}
