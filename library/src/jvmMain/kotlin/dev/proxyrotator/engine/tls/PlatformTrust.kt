package dev.proxyrotator.engine.tls

import java.security.InvalidAlgorithmParameterException
import java.security.KeyStore
import java.security.cert.PKIXBuilderParameters
import java.security.cert.TrustAnchor
import java.security.cert.X509CertSelector
import java.security.cert.X509Certificate
import javax.net.ssl.CertPathTrustManagerParameters
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509ExtendedTrustManager

/** The platform's verification against the certificates [own] and, [withSystem], those of the system. */
internal fun platformTrust(
    own: List<X509Certificate>,
    withSystem: Boolean,
): X509ExtendedTrustManager {
    val system = if (withSystem) trustManager { init(null as KeyStore?) } else null
    val anchors = own + system?.acceptedIssuers.orEmpty()
    return try {
        trustManager { init(CertPathTrustManagerParameters(pathParameters(anchors))) }
    } catch (_: InvalidAlgorithmParameterException) {
        // Android takes no parameters, and does not look for revoked certificates on the network either.
        if (own.isEmpty() && system != null) system else trustManager { init(keyStoreOf(anchors)) }
    }
}

/**
 * What a path to one of [anchors] must be like. Whatever the process asks for in system properties, lists of revoked
 * certificates are not fetched: that connection would go past the proxy.
 */
internal fun pathParameters(anchors: List<X509Certificate>): PKIXBuilderParameters =
    PKIXBuilderParameters(anchors.mapTo(HashSet()) { TrustAnchor(it, null) }, X509CertSelector())
        .apply { isRevocationEnabled = false }

private fun trustManager(initialise: TrustManagerFactory.() -> Unit): X509ExtendedTrustManager =
    TrustManagerFactory
        .getInstance("PKIX")
        .apply(initialise)
        .trustManagers
        .firstNotNullOf { it as? X509ExtendedTrustManager }

private fun keyStoreOf(certificates: List<X509Certificate>): KeyStore =
    KeyStore.getInstance(KeyStore.getDefaultType()).apply {
        load(null, null)
        certificates.forEachIndexed { index, certificate -> setCertificateEntry(index.toString(), certificate) }
    }
