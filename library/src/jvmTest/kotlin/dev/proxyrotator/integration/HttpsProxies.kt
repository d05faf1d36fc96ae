package dev.proxyrotator.integration

/** Proxies that are spoken to in TLS, good and bad. */
internal object HttpsProxies {
    val secure = front("TLS in front of squid", "https-proxy")
    val basic = front("TLS in front of squid with Basic", "https-proxy-basic", credentials = Known.SQUID)
    val version12 = front("TLS-1.2 in front of squid", "https-proxy-1.2", Components.stunnel)
    val version13 = front("TLS-1.3 in front of squid", "https-proxy-1.3", Components.stunnel)
    val wantingCertificate = front("TLS with a client certificate", "https-proxy-client-certificate")

    val good = listOf(secure, basic, version12, version13)

    /** Those whose certificate is no good, by what is wrong with it. */
    val untrusted =
        listOf("wrong-name", "expired", "untrusted", "self-signed").map { front(it, "https-proxy-$it") }

    private fun front(
        name: String,
        port: String,
        component: Component = Components.haproxy,
        credentials: String? = null,
    ) = RealProxy(name, "https", component, port, credentials, dropsUploads = true)
}
