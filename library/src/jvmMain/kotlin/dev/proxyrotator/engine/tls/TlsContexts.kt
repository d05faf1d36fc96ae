package dev.proxyrotator.engine.tls

import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.proxy.isAddress
import javax.net.ssl.SNIHostName
import javax.net.ssl.SNIServerName
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLParameters
import javax.net.ssl.StandardConstants
import javax.net.ssl.X509TrustManager

/**
 * Makes the engines of one hop, all with the same [settings]. Within a partition their sessions can be resumed. Safe to
 * use from any thread.
 *
 * @throws IllegalArgumentException when the certificates or keys of [settings] are broken or do not belong together
 */
internal class TlsContexts(
    private val settings: TlsSettings,
) {
    private val context: SSLContext =
        SSLContext.getInstance("TLS").apply {
            init(settings.clientIdentity?.let(::keyManagers), arrayOf(trustManager()), null)
            clientSessionContext?.sessionCacheSize = MAX_SESSIONS
        }

    private val protocols = protocols()

    /**
     * An engine for a connection to [host], in its normal form.
     *
     * Sessions are resumed only between engines of the same host and [partition], a number of the way the connection
     * takes: resumed over two proxies, they would tell the target that both are used by the same client. A negative one
     * resumes nothing.
     */
    fun engineFor(
        host: String,
        partition: Int,
    ): SSLEngine {
        val name = host.removeSuffix(".").lowercase()
        // The peer's port is nothing to the engine but a part of the key under which it keeps sessions; -1 keeps none.
        val engine = context.createSSLEngine(name, maxOf(partition, -1))
        engine.useClientMode = true
        engine.sslParameters = parameters(name)
        return engine
    }

    private fun parameters(name: String): SSLParameters {
        val serverName = if (isAddress(name)) null else serverName(name)
        return SSLParameters().apply {
            protocols = this@TlsContexts.protocols
            serverNames = listOfNotNull(serverName)
            // ServerVerification looks at the name in any case; the JDK would refuse one that it cannot read.
            if (settings.verify && serverName !is UncommonName) endpointIdentificationAlgorithm = "HTTPS"
            offerHttp11()
        }
    }

    private fun trustManager(): X509TrustManager {
        if (!settings.verify) return AnyServer
        val own = settings.trust.flatMap { certificates(it, "${settings.block} { trust }") }
        return ServerVerification(settings.keyPins) { platformTrust(own, settings.trustSystem) }
    }

    private fun protocols(): Array<String> {
        val wanted = TlsVersion.entries.filter { it >= settings.minVersion }.map { it.protocol }
        val known = wanted.filter { it in context.supportedSSLParameters.protocols }
        require(known.isNotEmpty()) {
            "${settings.block} { minVersion = ${settings.minVersion} }: this platform does not know it"
        }
        return known.toTypedArray()
    }

    private companion object {
        /** A session holds the target's certificates: some 10 KiB. */
        const val MAX_SESSIONS = 4096
    }
}

/** A name that DNS has and the JDK does not know, with an underscore as a rule. */
private class UncommonName(
    name: String,
) : SNIServerName(StandardConstants.SNI_HOST_NAME, name.encodeToByteArray())

private fun serverName(name: String): SNIServerName =
    try {
        SNIHostName(name)
    } catch (_: IllegalArgumentException) {
        UncommonName(name)
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
