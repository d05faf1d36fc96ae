package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.testkit.TestCertificates

/** One way to use one of the proxies. */
internal class RealProxy(
    private val name: String,
    private val scheme: String,
    private val component: Component,
    private val port: String = component.name,
    private val credentials: String? = null,
    /** A SOCKS proxy that takes addresses in place of names. */
    private val takesAddresses: Boolean = false,
    /** One that now and then drops a large body on its way to an http target, whoever sends it. */
    private val dropsUploads: Boolean = false,
) : Route {
    override val needs: Set<Program> get() = component.needs

    override val url: String get() =
        scheme + "://" + (credentials?.let { "$it@" } ?: "") + host + ":" +
            component.port(port)

    /** One whose certificate is looked at is known by its name; elsewhere than here it has none. */
    private val host: String
        get() {
            val address = component.workshop.address
            return if (scheme == "https" && address == "127.0.0.1") "localhost" else address
        }

    /** The same proxy under other credentials, or none. */
    fun knownAs(
        credentials: String?,
    ) = RealProxy(name, scheme, component, port, credentials, takesAddresses, dropsUploads)

    override fun carriesUploads(secure: Boolean) = secure || !dropsUploads

    override fun targetUrl(url: String): String = if (takesAddresses) RealOrigin.addressed(url) else url

    override fun toString(): String = name
}

/** A rotator over [proxies] that trusts the authority of the tests on both hops, and tries once. */
internal fun rotatorThrough(
    vararg proxies: Route,
    configure: ProxyRotatorBuilder.() -> Unit = {},
): ProxyRotator =
    ProxyRotator(proxies.map { it.url }) {
        tls { trustAuthority() }
        proxyTls { trustAuthority() }
        retry { maxAttempts = 1 }
        configure()
    }

internal fun TlsBuilder.trustAuthority() = trust(TestCertificates.authority.certificate.certificatePem)

internal fun TlsBuilder.showClientCertificate() =
    clientCertificate(TestCertificates.client.chainPem, TestCertificates.client.privateKeyPem)
