package dev.proxyrotator.rotation

import io.ktor.client.engine.HttpClientEngineBase
import io.ktor.client.engine.HttpClientEngineCapability
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.client.engine.callContext
import io.ktor.client.plugins.HttpTimeoutCapability
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.http.HttpHeaders
import io.ktor.http.URLProtocol
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.CoroutineDispatcher

/** Rotation as a Ktor engine: plugins above it see one request, however many attempts it takes. */
internal class RotationEngine(
    private val attempts: AttemptLoop,
    dispatcher: CoroutineDispatcher,
) : HttpClientEngineBase("proxy-rotator") {
    override val config = HttpClientEngineConfig().apply { this.dispatcher = dispatcher }

    override val supportedCapabilities: Set<HttpClientEngineCapability<*>> = setOf(HttpTimeoutCapability)

    @InternalAPI
    override suspend fun execute(data: HttpRequestData): HttpResponseData {
        refuseUnsafe(data)
        return attempts.run(data, callContext())
    }

    private fun refuseUnsafe(data: HttpRequestData) {
        require(data.url.protocol == URLProtocol.HTTP || data.url.protocol == URLProtocol.HTTPS) {
            "Only http and https URLs can be requested, not ${data.url.protocol.name}"
        }
        require(
            HttpHeaders.ProxyAuthorization !in data.headers && HttpHeaders.ProxyAuthorization !in data.body.headers,
        ) {
            "A Proxy-Authorization header would reach the target; put the credentials into the proxy " +
                "(http://user:password@host:port) and leave the header away"
        }
    }
}
