package dev.proxyrotator.engine.tls

import java.net.Socket
import java.security.cert.CertPathBuilderException
import java.security.cert.CertPathValidatorException
import java.security.cert.CertificateException
import java.security.cert.CertificateExpiredException
import java.security.cert.CertificateNotYetValidException
import java.security.cert.X509Certificate
import javax.net.ssl.SSLEngine
import javax.net.ssl.X509ExtendedTrustManager

/** The platform's verification, with a stricter look at the host and a reason that can be told apart. */
internal class ServerVerification(
    private val pins: Pins,
    platform: () -> X509ExtendedTrustManager,
) : EngineTrustManager() {
    // Reading the system's certificates takes some 100 ms: when the first certificate is verified, which is a task.
    private val platform by lazy(platform)

    override fun checkServerTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
        engine: SSLEngine,
    ) {
        val host = engine.peerHost
        try {
            platform.checkServerTrusted(chain, authType, engine)
            // The JDK does not look at the dates of a certificate that is itself trusted.
            chain.first().checkValidity()
        } catch (error: CertificateException) {
            throw refused(error, chain.first(), host)
        }
        if (!chain.first().isFor(host)) throw wrongHost(host)
        pins.check(host, chain.asList()) { platform.acceptedIssuers.asList() }
    }

    override fun getAcceptedIssuers(): Array<X509Certificate> = platform.acceptedIssuers

    private fun refused(
        error: CertificateException,
        certificate: X509Certificate,
        host: String,
    ): CertificateRefusedException {
        val causes = error.causes()
        val isPathAtFault = causes.any { it is CertPathValidatorException || it is CertPathBuilderException }
        return when {
            causes.any { it is CertificateExpiredException } ->
                CertificateRefusedException(TlsFailure.Kind.EXPIRED, "the certificate has expired", error)

            causes.any { it is CertificateNotYetValidException } ->
                CertificateRefusedException(TlsFailure.Kind.NOT_YET_VALID, "the certificate is not valid yet", error)

            !isPathAtFault && !certificate.isFor(host) -> wrongHost(host, error)

            else ->
                CertificateRefusedException(TlsFailure.Kind.UNTRUSTED, "the certificate is not trusted", error)
        }
    }

    private fun wrongHost(
        host: String,
        cause: Throwable? = null,
    ) = CertificateRefusedException(TlsFailure.Kind.WRONG_HOST, "the certificate is not for $host", cause)
}

/** For `tls { verify = false }`, which the user has to ask for. */
internal object AnyServer : EngineTrustManager() {
    override fun checkServerTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
        engine: SSLEngine,
    ) = Unit

    override fun getAcceptedIssuers(): Array<X509Certificate> = emptyArray()
}

/** Trust for client engines, which is all there is here: without an engine there is no host to verify. */
internal abstract class EngineTrustManager : X509ExtendedTrustManager() {
    override fun checkServerTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
    ): Unit = throw CertificateException("Only servers of an SSLEngine can be verified")

    override fun checkServerTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
        socket: Socket,
    ): Unit = checkServerTrusted(chain, authType)

    override fun checkClientTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
    ): Unit = throw CertificateException("Clients are not verified")

    override fun checkClientTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
        socket: Socket,
    ): Unit = checkClientTrusted(chain, authType)

    override fun checkClientTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
        engine: SSLEngine,
    ): Unit = checkClientTrusted(chain, authType)
}
