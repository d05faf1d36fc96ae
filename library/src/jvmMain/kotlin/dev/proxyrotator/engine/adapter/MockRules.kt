package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.engine.mock.MockEngine

/**
 * Ktor's [MockEngine] as the transport, for tests without a network: every proxy is carried, the handler sees the way
 * of an attempt as `request.route.proxy`, and what it throws is classified like an error of a real engine. The engine
 * stays the caller's to close.
 */
public fun EnginePerProxy(engine: MockEngine): EnginePerProxy =
    EnginePerProxy { settings ->
        checkNoHttp2(settings, "MockEngine")
        MockRules(engine)
    }

private class MockRules(
    private val engine: MockEngine,
) : StockEngineRules() {
    override val ownsEngines get() = false

    override fun open(proxy: Proxy) = engine

    /** A handler's own bug is the test's to see. */
    override fun translate(
        error: Throwable,
        proxy: Proxy,
        timeouts: Timeouts,
    ) = meaningOf(error, proxy, timeouts)
}
