package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.TransportSettings

/**
 * A stock Ktor engine as the transport: one engine for each proxy in use. It carries what that engine does safely and
 * refuses the rest with an error that says what to use instead; the functions of the same name make one.
 *
 * A stock engine does not tell when its handshakes with the proxy and the target begin and end: the limits `handshake`
 * and `tls` have no meaning here, both count into `responseHead`.
 */
public class EnginePerProxy internal constructor(
    private val rules: (TransportSettings) -> EngineRules,
) : ProxyTransportFactory {
    /** A new transport. */
    override fun create(settings: TransportSettings): ProxyTransport =
        EnginePerProxyTransport(rules(settings), settings.acceptEncoding)
}
