package dev.proxyrotator.proxy

import kotlinx.serialization.Serializable
import kotlin.time.Duration

/** A [Gateway] in JSON. */
@Serializable
internal class GatewayDocument(
    val maxRequests: Int? = null,
    val maxAge: String? = null,
    val connectHeaders: Map<String, String> = emptyMap(),
) {
    /** @throws ProxyValidationException if it is none */
    fun toGateway(): Gateway = Gateway(maxRequests, maxAge?.let(::readAge), readHeaders())

    private fun readAge(text: String): Duration =
        Duration.parseOrNull(text) ?: throw ProxyValidationException("'maxAge' is a time such as 10m or PT10M")

    private fun readHeaders(): Map<String, String> {
        if (REDACTED in connectHeaders.values) {
            throw ProxyValidationException(
                "'connectHeaders' were written without their values; write them with ProxyWithCredentialsSerializer",
            )
        }
        return connectHeaders
    }

    companion object {
        fun of(
            gateway: Gateway,
            showsSecrets: Boolean,
        ): GatewayDocument =
            GatewayDocument(
                gateway.maxRequests,
                gateway.maxAge?.toIsoString(),
                if (showsSecrets) gateway.connectHeaders else gateway.connectHeaders.mapValues { REDACTED },
            )
    }
}
