package dev.proxyrotator.engine.pattern

private const val SCHEME_END = "://"
private val SCHEMES = setOf("http", "https", "*")
private val PORTS = 1..65535

/**
 * The URLs that [pattern] describes: `scheme://host:port/path`, or `/path` alone for that path at any host. `*` stands for
 * what is within a label of the host or a segment of the path, `**` for several of them; the scheme and the port may be
 * `*`. Without a port it is the usual one of the scheme, without a path it is any. Query and fragment play no part.
 *
 * @throws IllegalArgumentException saying what is wrong with [pattern]
 */
internal class GlobPattern(
    pattern: String,
) : UrlPattern {
    private val scheme: String
    private val host: HostPattern?
    private val port: String?
    private val path: Glob?

    init {
        require(pattern.isNotEmpty()) { "A URL pattern is empty" }
        require(pattern.none { it in "?#@\\" || it <= ' ' }) {
            "A URL pattern has no user information, query, fragment, backslash or space"
        }
        val isPath = pattern[0] == '/'
        require(
            isPath || SCHEME_END in pattern,
        ) { "A URL pattern begins with http://, https://, *:// or /: \"$pattern\"" }
        scheme = if (isPath) "*" else pattern.substringBefore(SCHEME_END).lowercase()
        require(scheme in SCHEMES) { "A URL pattern begins with http://, https://, *:// or /: \"$pattern\"" }
        val rest = if (isPath) pattern else pattern.substringAfter(SCHEME_END)
        val pathStart = rest.indexOf('/')
        val authority = if (pathStart < 0) rest else rest.substring(0, pathStart)
        val portStart = portStart(authority)
        host = if (isPath) null else HostPattern(if (portStart < 0) authority else authority.substring(0, portStart))
        port = if (isPath) "*" else authority.substring(portStart + 1).takeIf { portStart >= 0 }
        require(port == null || port == "*" || port.toIntOrNull() in PORTS) {
            "The port of a URL pattern is * or between 1 and 65535: \"$pattern\""
        }
        path = if (pathStart < 0) null else Glob(rest.substring(pathStart), separator = '/')
    }

    override fun matches(url: UrlParts): Boolean =
        (scheme == "*" || scheme == url.scheme) && isPort(url) && host?.matches(url) != false &&
            path?.matches(url.path) != false

    private fun isPort(url: UrlParts): Boolean =
        when (port) {
            null -> url.hasUsualPort
            "*" -> true
            else -> port.toInt() == url.port
        }

    private companion object {
        /** The colon before the port, behind the brackets of an IPv6 address, or -1. */
        fun portStart(authority: String): Int = authority.indexOf(':', maxOf(0, authority.lastIndexOf(']')))
    }
}
