package dev.proxyrotator

import dev.proxyrotator.redirect.RedirectPolicy
import dev.proxyrotator.rotation.SafeRedirect
import dev.proxyrotator.rotation.refuseKtorsRedirects
import io.ktor.client.HttpClient
import io.ktor.client.HttpClientConfig
import io.ktor.client.engine.HttpClientEngine
import io.ktor.client.plugins.HttpSend

/** The Ktor client of a [ProxyRotator], configured by [blocks] in their order. */
internal fun rotatingClient(
    engine: HttpClientEngine,
    redirects: RedirectPolicy,
    expectSuccess: Boolean,
    blocks: List<HttpClientConfig<*>.() -> Unit>,
): HttpClient {
    val client =
        HttpClient(engine) {
            this.expectSuccess = expectSuccess
            followRedirects = false
            install(SafeRedirect) { takeFrom(redirects) }
            // They are no reason for other plugins, which are counted with them, to repeat less.
            install(HttpSend) { maxSendCount += redirects.maxRedirects }
            blocks.forEach { it() }
        }
    client.refuseKtorsRedirects()
    return client
}
