package dev.proxyrotator.engine.adapter

import okhttp3.Interceptor
import okhttp3.OkHttpClient
import okhttp3.Response

private const val RETRY_AFTER = "Retry-After"
private const val HIDDEN = "X-Proxy-Rotator-Retry-After"
private const val UNAVAILABLE = 503

/**
 * OkHttp repeats a request by itself, a POST too, when it gets a 503 with `Retry-After: 0`. It does not see the field
 * this way; the caller does.
 */
internal fun OkHttpClient.Builder.unavailableOnce() {
    addNetworkInterceptor(renaming(RETRY_AFTER, HIDDEN))
    addInterceptor(renaming(HIDDEN, RETRY_AFTER))
}

private fun renaming(
    from: String,
    to: String,
) = Interceptor { chain ->
    val response = chain.proceed(chain.request())
    if (response.code == UNAVAILABLE) response.renamed(from, to) else response
}

private fun Response.renamed(
    from: String,
    to: String,
): Response {
    val value = header(from) ?: return this
    return newBuilder().removeHeader(from).header(to, value).build()
}
