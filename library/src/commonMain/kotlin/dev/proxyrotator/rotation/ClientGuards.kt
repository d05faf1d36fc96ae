package dev.proxyrotator.rotation

import dev.proxyrotator.defaults.RequestDefaults
import io.ktor.client.HttpClient
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestPipeline
import io.ktor.client.request.basicAuth
import io.ktor.http.HttpHeaders
import io.ktor.util.pipeline.PipelinePhase
import kotlinx.coroutines.CancellationException

/** What holds for every request of a client over the rotation, by whatever function it is made. */
internal fun HttpClient.guardRequests(defaults: RequestDefaults) {
    val open = PipelinePhase("ProxyRotatorOpen")
    requestPipeline.insertPhaseBefore(HttpRequestPipeline.Before, open)
    requestPipeline.intercept(open) {
        checkOpen()
        RedirectTrail.begin(context)
        try {
            proceed()
        } catch (error: CancellationException) {
            throw afterClose(error)
        }
    }
    // After DefaultRequest, which gives a relative URL its host.
    val target = PipelinePhase("ProxyRotatorTarget")
    requestPipeline.insertPhaseAfter(HttpRequestPipeline.Before, target)
    requestPipeline.intercept(target) { context.prepare(defaults) }
}

/** @throws IllegalArgumentException when the URL names no host */
internal fun HttpRequestBuilder.prepare(defaults: RequestDefaults) {
    moveCredentialsOutOfUrl()
    defaults.applyTo(this)
    // Ktor would ask for localhost.
    require(url.host.isNotEmpty()) {
        "The URL of the request names no host; it must be like http://host/path, or the rotator must have a baseUrl"
    }
}

/** To the header, where the target expects them and no proxy, log or error shows them with the URL. */
internal fun HttpRequestBuilder.moveCredentialsOutOfUrl() {
    val user = url.user ?: return
    if (HttpHeaders.Authorization !in headers) basicAuth(user, url.password.orEmpty())
    url.user = null
    url.password = null
}
