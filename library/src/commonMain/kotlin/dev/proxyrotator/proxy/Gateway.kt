package dev.proxyrotator.proxy

import kotlin.time.Duration

/**
 * How a rotating gateway is used: one address behind which a vendor changes the exit, with each connection as a rule. What
 * the exits have done is not held against the gateway: a ban is answered with another connection, not with another proxy.
 *
 * Many vendors read wishes out of the user name or the password. There `{session}` stands for a word of 16 hexadecimal
 * digits, the same for all requests of one session and another one for each attempt without a session, and `{country}` or
 * `{COUNTRY}` for the [country][Proxy.country] of the proxy in lower or upper case:
 * `http://user-session-{session}-country-{country}:password@gateway.example:8000`. They are filled in for each attempt and
 * printed nowhere.
 *
 * @property maxRequests how many requests one connection carries, at least 1; 1 opens a new tunnel for every request. `null`,
 *   the default, sets no limit.
 * @property maxAge a connection older than this is not used again. `null`, the default, goes by the transport.
 * @param connectHeaders fields that are sent with every CONNECT to it, and with nothing else. With any, plain `http`
 *   targets are asked inside a tunnel too, since in a forwarded request such a field could reach the target. Their values are
 *   kept secret. Default none.
 * @throws ProxyValidationException if a number is out of range, or a field cannot be sent, belongs to the connection
 *   (`Host`, `Content-Length` …) or is meant for a target (`Authorization`, `Cookie`).
 */
public class Gateway(
    public val maxRequests: Int? = null,
    public val maxAge: Duration? = null,
    connectHeaders: Map<String, String> = emptyMap(),
) {
    /** Fields that are sent with every CONNECT to it. */
    public val connectHeaders: Map<String, String> = connectHeaders.toMap()

    init {
        flaw()?.let { throw ProxyValidationException(it) }
    }

    private fun flaw(): String? =
        when {
            maxRequests != null && maxRequests < 1 -> "a gateway's maxRequests is at least 1, not $maxRequests"
            maxAge != null && maxAge <= Duration.ZERO -> "a gateway's maxAge is positive, not $maxAge"
            else -> connectHeaders.firstNotNullOfOrNull { (name, value) -> fieldFlaw(name, value) }
        }

    private fun fieldFlaw(
        name: String,
        value: String,
    ): String? =
        when {
            name.isEmpty() || !name.all { it in TOKEN } -> "the name of a gateway's header is not a token (RFC 9110)"

            !value.all {
                it in ' '..'~' || it == '\t'
            } -> "the value of the gateway's header $name cannot be sent; encode it"

            name.lowercase() in REFUSED -> "$name is not the gateway's to set; leave it out"

            else -> null
        }

    /** By value. */
    override fun equals(other: Any?): Boolean =
        other is Gateway && maxRequests == other.maxRequests && maxAge == other.maxAge &&
            connectHeaders == other.connectHeaders

    /** By value. */
    override fun hashCode(): Int =
        (maxRequests.hashCode() * PRIME + maxAge.hashCode()) * PRIME + connectHeaders.hashCode()

    /** Without the values of the headers. */
    override fun toString(): String =
        "Gateway(maxRequests=$maxRequests, maxAge=$maxAge, connectHeaders=${connectHeaders.keys})"

    private companion object {
        const val PRIME = 31

        // RFC 9110, 5.6.2.
        val TOKEN = (('a'..'z') + ('A'..'Z') + ('0'..'9') + "!#$%&'*+-.^_`|~".toList()).toSet()

        val REFUSED =
            setOf(
                "host",
                "content-length",
                "transfer-encoding",
                "connection",
                "proxy-connection",
                "keep-alive",
                "te",
                "trailer",
                "upgrade",
                "expect",
                "proxy-authorization",
                "authorization",
                "cookie",
            )
    }
}
