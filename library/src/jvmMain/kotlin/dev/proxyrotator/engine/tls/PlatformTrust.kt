package dev.proxyrotator.engine.tls

import java.security.KeyStore
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509ExtendedTrustManager

/** What the platform trusts. */
internal fun systemTrust(): X509ExtendedTrustManager {
    val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
    factory.init(null as KeyStore?)
    return factory.trustManagers.firstNotNullOf { it as? X509ExtendedTrustManager }
}
