package dev.proxyrotator.proxy

/** A piece of a line and the column where it begins. */
internal class Field(
    val text: String,
    val start: Int,
)

/** The pieces of a line under one form, cut but not yet looked at. */
internal class LineFields(
    val form: ProxyForm,
    val host: Field,
    val port: Field,
    val username: Field? = null,
    val password: Field? = null,
) {
    /** The normal form of the host if host and port are in order. */
    val validHost: String? get() = readPort(port.text).valueOrNull?.let { readHost(host.text).valueOrNull }
}

/** Cuts [line] as [form] says; null if it has not the separators for it. */
internal fun lineFields(
    form: ProxyForm,
    line: String,
): LineFields? =
    when (form) {
        ProxyForm.HOST_PORT -> hostPort(line)
        ProxyForm.HOST_PORT_USER_PASSWORD -> hostPortUserPassword(line)
        ProxyForm.USER_PASSWORD_HOST_PORT -> userPasswordHostPort(line)
        ProxyForm.USER_PASSWORD_AT_HOST_PORT -> userPasswordAtHostPort(line)
        ProxyForm.HOST_PORT_AT_USER_PASSWORD -> hostPortAtUserPassword(line)
        ProxyForm.AUTO, ProxyForm.URL -> null
    }

private fun String.field(
    start: Int,
    end: Int = length,
): Field = Field(substring(start, end), start)

private fun hostPort(line: String): LineFields? {
    val colon = endOfHost(line)
    if (colon < 0) return null
    return LineFields(ProxyForm.HOST_PORT, line.field(0, colon), line.field(colon + 1))
}

private fun hostPortUserPassword(line: String): LineFields? {
    val first = endOfHost(line)
    val second = if (first < 0) -1 else line.indexOf(':', first + 1)
    val third = if (second < 0) -1 else line.indexOf(':', second + 1)
    if (third < 0) return null
    return LineFields(
        ProxyForm.HOST_PORT_USER_PASSWORD,
        host = line.field(0, first),
        port = line.field(first + 1, second),
        username = line.field(second + 1, third),
        password = line.field(third + 1),
    )
}

private fun userPasswordHostPort(line: String): LineFields? {
    val first = line.indexOf(':')
    val last = line.lastIndexOf(':')
    val beforeHost =
        when {
            line.getOrNull(last - 1) == ']' -> line.lastIndexOf('[', last) - 1
            else -> line.lastIndexOf(':', last - 1)
        }
    if (beforeHost <= first || line[beforeHost] != ':') return null
    return LineFields(
        ProxyForm.USER_PASSWORD_HOST_PORT,
        host = line.field(beforeHost + 1, last),
        port = line.field(last + 1),
        username = line.field(0, first),
        password = line.field(first + 1, beforeHost),
    )
}

private fun userPasswordAtHostPort(line: String): LineFields? {
    val at = line.lastIndexOf('@')
    val userEnd = line.indexOf(':')
    val hostEnd = endOfHost(line.substring(at + 1))
    if (at < 0 || userEnd < 0 || userEnd > at || hostEnd < 0) return null
    return LineFields(
        ProxyForm.USER_PASSWORD_AT_HOST_PORT,
        host = line.field(at + 1, at + 1 + hostEnd),
        port = line.field(at + hostEnd + 2),
        username = line.field(0, userEnd),
        password = line.field(userEnd + 1, at),
    )
}

private fun hostPortAtUserPassword(line: String): LineFields? {
    val at = line.indexOf('@')
    val hostEnd = endOfHost(line)
    val userEnd = line.indexOf(':', at + 1)
    if (at < 0 || hostEnd < 0 || hostEnd > at || userEnd < 0) return null
    return LineFields(
        ProxyForm.HOST_PORT_AT_USER_PASSWORD,
        host = line.field(0, hostEnd),
        port = line.field(hostEnd + 1, at),
        username = line.field(at + 1, userEnd),
        password = line.field(userEnd + 1),
    )
}
