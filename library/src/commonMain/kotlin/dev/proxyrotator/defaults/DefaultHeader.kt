package dev.proxyrotator.defaults

import io.ktor.http.HttpHeaders

/**
 * A header field for every request.
 *
 * @throws IllegalArgumentException when it is no valid field (RFC 9110 §5), or one that is not the caller's to set; the
 * message does not show the value, which may be a token
 */
internal class DefaultHeader(
    val name: String,
    val value: String,
) {
    init {
        HttpHeaders.checkHeaderName(name)
        require(value.none { (it < ' ' && it != '\t') || it == DELETE }) {
            "The value of $name has a control character in it"
        }
        require(name.lowercase() !in WRITTEN) { "$name is written by the client; leave it out" }
        require(!name.equals(HttpHeaders.ProxyAuthorization, ignoreCase = true)) {
            "$name would reach the target; put the credentials into the proxy (http://user:password@host:port)"
        }
    }

    /** Whether it is nothing for other hosts than that of the base URL. */
    val isForHomeAlone: Boolean get() = name.lowercase() in SECRET

    private companion object {
        const val DELETE = '\u007f'
        val WRITTEN = setOf("content-length", "transfer-encoding", "host")
        val SECRET = setOf("authorization", "cookie", "cookie2")
    }
}
