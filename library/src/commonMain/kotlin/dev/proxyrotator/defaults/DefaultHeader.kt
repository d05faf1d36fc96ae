package dev.proxyrotator.defaults

import dev.proxyrotator.engine.http1.requireField
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
        requireField(name, value)
        require(name.lowercase() !in WRITTEN) { "$name is written by the client; leave it out" }
        require(!name.equals(HttpHeaders.ProxyAuthorization, ignoreCase = true)) {
            "$name would reach the target; put the credentials into the proxy (http://user:password@host:port)"
        }
    }

    /** Whether it is nothing for other hosts than that of the base URL. */
    val isForHomeAlone: Boolean get() = name.lowercase() in SECRET

    private companion object {
        val WRITTEN = setOf("content-length", "transfer-encoding", "host")
        val SECRET = setOf("authorization", "cookie", "cookie2")
    }
}
