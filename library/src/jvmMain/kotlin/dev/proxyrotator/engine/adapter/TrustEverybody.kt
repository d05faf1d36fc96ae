package dev.proxyrotator.engine.adapter

import okhttp3.OkHttpClient
import java.security.cert.X509Certificate
import javax.net.ssl.SSLContext
import javax.net.ssl.X509TrustManager

/** For `tls { verify = false }`, which the user has to ask for. */
internal fun OkHttpClient.Builder.trustEverybody() {
    val context = SSLContext.getInstance("TLS")
    context.init(null, arrayOf(TrustEverybody), null)
    sslSocketFactory(context.socketFactory, TrustEverybody)
    hostnameVerifier { _, _ -> true }
}

private object TrustEverybody : X509TrustManager {
    override fun checkClientTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
    ) = Unit

    override fun checkServerTrusted(
        chain: Array<out X509Certificate>,
        authType: String,
    ) = Unit

    override fun getAcceptedIssuers(): Array<X509Certificate> = emptyArray()
}
