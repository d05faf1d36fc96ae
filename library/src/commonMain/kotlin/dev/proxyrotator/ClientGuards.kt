package dev.proxyrotator

import io.ktor.client.HttpClient
import io.ktor.client.request.HttpRequestPipeline
import io.ktor.util.pipeline.PipelinePhase

/** What holds for every request of the rotator's client, by whatever function it is made. */
internal fun HttpClient.guardRequests() {
    val first = PipelinePhase("ProxyRotatorOpen")
    requestPipeline.insertPhaseBefore(HttpRequestPipeline.Before, first)
    requestPipeline.intercept(first) { checkOpen() }
    // After DefaultRequest has given a relative URL its host; without one Ktor would ask for localhost.
    requestPipeline.intercept(HttpRequestPipeline.State) {
        require(context.url.host.isNotEmpty()) {
            "The URL of the request names no host; it must be like http://host/path"
        }
    }
}
