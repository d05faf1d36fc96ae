package dev.proxyrotator.engine.adapter

import dev.proxyrotator.proxy.ProxyCredentials
import java.util.Base64

/** The value of `Proxy-Authorization` for Basic credentials (RFC 7617), in UTF-8. */
internal fun ProxyCredentials.basic(): String =
    "Basic " + Base64.getEncoder().encodeToString("$username:$password".toByteArray(Charsets.UTF_8))
