package dev.proxyrotator

import dev.proxyrotator.engine.coding.ZipInflation
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.session.cookie.publicSuffixes

/**
 * A rotator over [proxies] (URLs or `host:port:user:password` lines, see [Proxy.parse]), none to begin with an empty
 * pool. The default transport is [Sockets].
 *
 * @throws dev.proxyrotator.proxy.ProxyValidationException when a proxy is not valid, or not one the transport carries
 * @throws IllegalArgumentException when a value of the configuration is out of range
 */
public fun ProxyRotator(
    vararg proxies: String,
    configure: ProxyRotatorBuilder.() -> Unit = {},
): ProxyRotator = rotator(parseProxies(proxies.asList()), configure)

/** The same over a list of URLs or lines. */
@JvmName("proxyRotatorOverUrls")
public fun ProxyRotator(
    proxies: List<String>,
    configure: ProxyRotatorBuilder.() -> Unit = {},
): ProxyRotator = rotator(parseProxies(proxies), configure)

/** The same over ready [proxies]. */
public fun ProxyRotator(
    proxies: Iterable<Proxy>,
    configure: ProxyRotatorBuilder.() -> Unit = {},
): ProxyRotator = rotator(proxies, configure)

private fun rotator(
    proxies: Iterable<Proxy>,
    configure: ProxyRotatorBuilder.() -> Unit,
): ProxyRotator =
    ProxyRotatorBuilder(defaultOptions())
        .apply { proxies(proxies) }
        .apply(configure)
        .build()

internal fun defaultOptions() = RealRotationOptions(Platform(Sockets(), ::ZipInflation, publicSuffixes()))
