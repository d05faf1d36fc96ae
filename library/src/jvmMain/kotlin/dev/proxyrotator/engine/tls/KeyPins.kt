package dev.proxyrotator.engine.tls

import java.security.GeneralSecurityException
import java.security.MessageDigest
import java.security.cert.CertPathBuilder
import java.security.cert.CertStore
import java.security.cert.CollectionCertStoreParameters
import java.security.cert.PKIXCertPathBuilderResult
import java.security.cert.X509CertSelector
import java.security.cert.X509Certificate
import java.util.Base64

/** Refuses a chain in which no key is pinned for the host, when any are. */
internal fun Pins.check(
    host: String,
    chain: List<X509Certificate>,
    anchors: () -> List<X509Certificate>,
) {
    val wanted = of(host)
    if (wanted.isEmpty() || verifiedChain(chain, anchors()).any { it.pin() in wanted }) return
    throw CertificateRefusedException(
        TlsFailure.Kind.WRONG_PIN,
        "none of the keys of $host is one of those pinned for it; the target changed its keys, or somebody reads along",
    )
}

/** See [dev.proxyrotator.engine.TlsSettings.pins]. */
internal fun X509Certificate.pin(): String =
    "sha256/" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(publicKey.encoded))

/**
 * From the peer's certificate to the anchor. A peer may send any certificate along, a pinned one too: only those that
 * vouch for its own count.
 */
private fun verifiedChain(
    chain: List<X509Certificate>,
    anchors: List<X509Certificate>,
): List<X509Certificate> {
    val own = chain.first()
    if (own in anchors) return listOf(own)
    val parameters = pathParameters(anchors)
    parameters.targetCertConstraints = X509CertSelector().apply { certificate = own }
    parameters.addCertStore(CertStore.getInstance("Collection", CollectionCertStoreParameters(chain)))
    try {
        val result = CertPathBuilder.getInstance("PKIX").build(parameters) as PKIXCertPathBuilderResult
        return result.certPath.certificates.filterIsInstance<X509Certificate>() + result.trustAnchor.trustedCert
    } catch (error: GeneralSecurityException) {
        throw CertificateRefusedException(TlsFailure.Kind.UNTRUSTED, "the certificate is not trusted", error)
    }
}
