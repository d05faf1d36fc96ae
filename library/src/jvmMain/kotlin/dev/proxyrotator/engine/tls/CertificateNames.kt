package dev.proxyrotator.engine.tls

import dev.proxyrotator.proxy.isAddress
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import java.security.cert.X509Certificate

/**
 * Whether this certificate is for [host] (RFC 9525 §6): an address by an `iPAddress`, a name by a `dNSName`, whose
 * wildcard stands for one whole label. The subject's common name does not count. Stricter than the JDK, which takes the
 * common name where there is no `dNSName`, and wildcards anywhere.
 */
internal fun X509Certificate.isFor(host: String): Boolean =
    subjectAlternativeNames.orEmpty().any { entry ->
        val name = entry[1] as? String
        when (entry[0]) {
            DNS_NAME -> name != null && !isAddress(host) && matchesHost(name.lowercase(), host.lowercase())
            IP_ADDRESS -> name != null && isAddress(host) && readHost(name).valueOrNull == readHost(host).valueOrNull
            else -> false
        }
    }

// GeneralName in RFC 5280 §4.2.1.6.
private const val DNS_NAME = 2
private const val IP_ADDRESS = 7
