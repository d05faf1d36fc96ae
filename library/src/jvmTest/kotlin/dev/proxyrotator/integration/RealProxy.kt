package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.testkit.TestCertificates

/** One way through one of the proxies; asking for its [url] starts it. */
internal class RealProxy(
    val name: String,
    private val scheme: String,
    private val component: Component,
    private val port: String = component.name,
    private val credentials: String? = null,
    /** A SOCKS proxy that takes addresses in place of names. */
    val takesAddresses: Boolean = false,
) {
    val needs: Set<Program> get() = component.needs

    val url: String get() = scheme + "://" + (credentials?.let { "$it@" } ?: "") + host + ":" + component.port(port)

    /** One whose certificate is looked at is known by its name. */
    private val host: String get() = if (scheme == "https") "localhost" else component.workshop.address

    /** The same proxy under other credentials, or none. */
    fun knownAs(credentials: String?) = RealProxy(name, scheme, component, port, credentials, takesAddresses)

    fun targetUrl(url: String): String = if (takesAddresses) RealOrigin.addressed(url) else url

    override fun toString(): String = name
}

/** A rotator over [proxies] that trusts the authority of the tests and tries once. */
internal fun rotatorThrough(
    vararg proxies: RealProxy,
    configure: ProxyRotatorBuilder.() -> Unit = {},
): ProxyRotator =
    ProxyRotator(proxies.map { it.url }) {
        tls { trust(TestCertificates.authority.certificate.certificatePem) }
        retry { maxAttempts = 1 }
        configure()
    }
