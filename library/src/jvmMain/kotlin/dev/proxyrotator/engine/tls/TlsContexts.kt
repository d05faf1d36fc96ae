package dev.proxyrotator.engine.tls

import dev.proxyrotator.engine.TlsSettings
import javax.net.ssl.SNIHostName
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLParameters
import javax.net.ssl.X509TrustManager

/**
 * Makes the engines of one hop, all with the same [settings] and, within a partition, sessions that can be resumed. Safe
 * to use from any thread.
 */
internal class TlsContexts(
    private val settings: TlsSettings,
) {
    private val context: SSLContext by lazy {
        SSLContext.getInstance("TLS").apply {
            init(null, arrayOf(trustManager()), null)
            clientSessionContext?.sessionCacheSize = MAX_SESSIONS
        }
    }

    /**
     * An engine for a connection to [host], in its normal form. The first call reads the system's certificates, which
     * takes some 100 ms.
     *
     * Sessions are resumed only between engines of the same host and [partition], a number of the way the connection
     * takes: resumed over two proxies, they would tell the target that both are used by the same client. A negative one
     * resumes nothing.
     */
    fun engineFor(
        host: String,
        partition: Int,
    ): SSLEngine {
        val name = host.removeSuffix(".")
        // The peer's port is nothing to the engine but a part of the key under which it keeps sessions; -1 keeps none.
        val engine = context.createSSLEngine(name, maxOf(partition, -1))
        engine.useClientMode = true
        engine.sslParameters =
            SSLParameters().apply {
                serverNames = if (isAddress(name)) emptyList() else listOf(SNIHostName(name.encodeToByteArray()))
                if (settings.verify) endpointIdentificationAlgorithm = "HTTPS"
                offerHttp11()
            }
        return engine
    }

    private fun trustManager(): X509TrustManager =
        if (settings.verify) ServerVerification(systemTrust()) else AnyServer

    private companion object {
        /** A session holds the target's certificates: some 10 KiB. */
        const val MAX_SESSIONS = 4096
    }
}

/** Android knows ALPN from API 29 on; below, a target is not told that HTTP/1.1 is spoken, which is what it expects. */
@NewerThanAndroid26
private fun SSLParameters.offerHttp11() {
    try {
        applicationProtocols = arrayOf("http/1.1")
    } catch (_: NoSuchMethodError) {
        // Android below API 29.
    }
}
