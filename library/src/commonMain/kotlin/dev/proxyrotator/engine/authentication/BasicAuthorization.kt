package dev.proxyrotator.engine.authentication

import dev.proxyrotator.proxy.ProxyCredentials
import kotlin.io.encoding.Base64

/**
 * The value of `Proxy-Authorization` for Basic credentials (RFC 7617), in UTF-8.
 *
 * @throws IllegalArgumentException if the user name has a colon, behind which the password would begin
 */
internal fun basicProxyAuthorization(credentials: ProxyCredentials): String {
    require(':' !in credentials.username) { "A user name with a colon cannot be sent to an HTTP proxy" }
    return "Basic " + Base64.encode("${credentials.username}:${credentials.password}".encodeToByteArray())
}
