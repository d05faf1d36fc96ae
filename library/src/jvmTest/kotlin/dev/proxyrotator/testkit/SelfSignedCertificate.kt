package dev.proxyrotator.testkit

import java.net.Socket
import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import java.security.cert.X509Certificate
import java.util.concurrent.TimeUnit
import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLSocket
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.deleteRecursively
import kotlin.io.path.inputStream

/**
 * A key and a certificate for `localhost` and `127.0.0.1`, made by the JDK's own `keytool` when first asked for. It
 * takes about a second: share one.
 */
class SelfSignedCertificate private constructor(
    private val keys: KeyStore,
) {
    val certificate: X509Certificate = keys.getCertificate(ALIAS) as X509Certificate

    /** Trusts this certificate and no other. */
    val trustManager: X509TrustManager = trusting(certificate)

    /** For a client that trusts this certificate and no other. */
    val clientContext: SSLContext =
        SSLContext.getInstance("TLS").apply { init(null, arrayOf(trustManager), null) }

    private val serverContext: SSLContext =
        SSLContext.getInstance("TLS").apply {
            val factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
            factory.init(keys, PASSWORD.toCharArray())
            init(factory.keyManagers, null, null)
        }

    internal fun serverSide(socket: Socket): Socket {
        val secured = serverContext.socketFactory.createSocket(socket, null, socket.port, true) as SSLSocket
        secured.useClientMode = false
        return secured
    }

    internal fun serverEngine(): SSLEngine = serverContext.createSSLEngine().apply { useClientMode = false }

    companion object {
        private const val ALIAS = "loopback"
        private const val PASSWORD = "loopback"

        /** One for all tests of this process. */
        val shared: SelfSignedCertificate by lazy { create() }

        /** One more, which those who trust [shared] do not trust. */
        @OptIn(ExperimentalPathApi::class)
        fun create(): SelfSignedCertificate {
            val directory = Files.createTempDirectory("loopback-certificate")
            try {
                val file = directory.resolve("keys.p12")
                runKeytool(file)
                val keys = KeyStore.getInstance("PKCS12")
                file.inputStream().use { keys.load(it, PASSWORD.toCharArray()) }
                return SelfSignedCertificate(keys)
            } finally {
                directory.deleteRecursively()
            }
        }

        private fun runKeytool(file: Path) {
            val keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString()
            val arguments =
                "-genkeypair -alias $ALIAS -keyalg EC -groupname secp256r1 -dname CN=localhost " +
                    "-ext SAN=dns:localhost,ip:127.0.0.1 -startdate -1d -validity 30 -storetype PKCS12 -storepass $PASSWORD"
            val command = listOf(keytool) + arguments.split(' ') + listOf("-keystore", file.toString())
            val log = file.resolveSibling("keytool.log").toFile()
            val process = ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start()
            val ended = process.waitFor(60, TimeUnit.SECONDS)
            if (!ended) process.destroyForcibly()
            check(ended && process.exitValue() == 0) { "keytool failed: ${log.readText()}" }
        }

        private fun trusting(certificate: X509Certificate): X509TrustManager {
            val store = KeyStore.getInstance(KeyStore.getDefaultType()).apply { load(null, null) }
            store.setCertificateEntry(ALIAS, certificate)
            val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
            factory.init(store)
            return factory.trustManagers.filterIsInstance<X509TrustManager>().single()
        }
    }
}
