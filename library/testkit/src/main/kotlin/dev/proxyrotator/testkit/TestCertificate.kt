package dev.proxyrotator.testkit

import java.io.ByteArrayOutputStream
import java.net.Socket
import java.security.KeyStore
import java.security.PrivateKey
import java.security.cert.X509Certificate
import java.util.Base64
import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLSocket
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509ExtendedTrustManager

/** A key with its certificate and those above it, in all the forms one may want. */
public class TestCertificate internal constructor(
    keys: KeyStore,
    alias: String,
) {
    /** The certificate and those above it, its own first. */
    public val chain: List<X509Certificate> = keys.getCertificateChain(alias).map { it as X509Certificate }

    /** The certificate itself. */
    public val certificate: X509Certificate get() = chain.first()

    /** The key that belongs to it. */
    public val privateKey: PrivateKey = keys.getKey(alias, Keytool.PASSWORD.toCharArray()) as PrivateKey

    /** The certificate alone as PEM (RFC 7468), for `tls { trust(…) }`. */
    public val certificatePem: String get() = pem("CERTIFICATE", certificate.encoded)

    /** The certificate and those above it as PEM. */
    public val chainPem: String get() = chain.joinToString("") { pem("CERTIFICATE", it.encoded) }

    /** The key as PKCS#8 in PEM, not encrypted. */
    public val privateKeyPem: String get() = pem("PRIVATE KEY", privateKey.encoded)

    /** Trusts this certificate, or what it issued, and nothing else. */
    public val trustManager: X509ExtendedTrustManager = trusting(certificate)

    /** For a client that trusts this certificate, or what it issued, and nothing else. */
    public val clientContext: SSLContext =
        SSLContext.getInstance("TLS").apply { init(null, arrayOf(trustManager), null) }

    /** The key and its chain as a PKCS#12 store. */
    public fun pkcs12(password: String): ByteArray =
        ByteArrayOutputStream().also { keyStore(password).store(it, password.toCharArray()) }.toByteArray()

    private fun keyStore(password: String): KeyStore =
        KeyStore.getInstance("PKCS12").apply {
            load(null, null)
            setKeyEntry("key", privateKey, password.toCharArray(), chain.toTypedArray())
        }

    /** The server's end of a connection, which shows this certificate. */
    @JvmOverloads
    public fun serverEngine(tls: ServerTls = ServerTls()): SSLEngine =
        serverContext(tls).createSSLEngine().apply {
            useClientMode = false
            needClientAuth = tls.clientAuthority != null
            tls.protocol?.let { enabledProtocols = arrayOf(it) }
        }

    internal fun serverSide(
        socket: Socket,
        tls: ServerTls = ServerTls(),
    ): Socket {
        val secured = serverContext(tls).socketFactory.createSocket(socket, null, socket.port, true) as SSLSocket
        secured.useClientMode = false
        secured.needClientAuth = tls.clientAuthority != null
        tls.protocol?.let { secured.enabledProtocols = arrayOf(it) }
        return secured
    }

    private val sharedContext by lazy { newServerContext(null) }

    // Sessions are resumed within one context only.
    private fun serverContext(tls: ServerTls): SSLContext =
        tls.clientAuthority?.let(::newServerContext) ?: sharedContext

    internal fun newServerContext(clientAuthority: TestCertificate?): SSLContext =
        SSLContext.getInstance("TLS").apply {
            val factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
            factory.init(keyStore(""), CharArray(0))
            init(factory.keyManagers, clientAuthority?.let { arrayOf(it.trustManager) }, null)
        }
}

private fun pem(
    label: String,
    der: ByteArray,
): String {
    val lines = Base64.getMimeEncoder(64, "\n".toByteArray()).encodeToString(der)
    return "-----BEGIN $label-----\n$lines\n-----END $label-----\n"
}

private fun trusting(certificate: X509Certificate): X509ExtendedTrustManager {
    val store = KeyStore.getInstance(KeyStore.getDefaultType()).apply { load(null, null) }
    store.setCertificateEntry("trusted", certificate)
    val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
    factory.init(store)
    return factory.trustManagers.filterIsInstance<X509ExtendedTrustManager>().single()
}
