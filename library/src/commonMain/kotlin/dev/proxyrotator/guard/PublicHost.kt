package dev.proxyrotator.guard

import dev.proxyrotator.proxy.isAddress
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull

/** Top-level labels that no public name ends in; names beneath them are somebody's own. */
private val LOCAL =
    setOf("localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp")

private const val HOME_NETWORK = ".home.arpa"

/** Whether [host], as it is written in a URL, is a public one by all that its spelling says. */
internal fun isPublicHost(host: String): Boolean {
    val normal = readHost(host).valueOrNull ?: return false
    return if (isAddress(normal)) addressClass(normal) == AddressClass.PUBLIC else isPublicName(normal)
}

private fun isPublicName(name: String): Boolean =
    '.' in name && name.substringAfterLast('.') !in LOCAL && !".$name".endsWith(HOME_NETWORK)
