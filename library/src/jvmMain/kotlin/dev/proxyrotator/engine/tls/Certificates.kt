package dev.proxyrotator.engine.tls

import java.security.cert.CertificateException
import java.security.cert.CertificateFactory
import java.security.cert.X509Certificate

/**
 * The certificates in the PEM text [pem].
 *
 * @throws IllegalArgumentException when one is not X.509
 */
internal fun certificates(
    pem: String,
    setting: String,
): List<X509Certificate> {
    val factory = CertificateFactory.getInstance("X.509")
    return readCertificates(pem).mapIndexed { index, bytes ->
        try {
            factory.generateCertificate(bytes.inputStream()) as X509Certificate
        } catch (error: CertificateException) {
            throw IllegalArgumentException("$setting: certificate ${index + 1} is not a valid X.509 certificate", error)
        }
    }
}
