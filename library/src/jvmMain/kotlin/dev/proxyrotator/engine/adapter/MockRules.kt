package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData

/**
 * Ktor's [MockEngine] as the transport, for tests without a network: every proxy is carried, the handler sees the way
 * of an attempt as `request.route.proxy`, and what it throws is classified like an error of a real engine. The engine
 * stays the caller's to close.
 */
public fun EnginePerProxy(engine: MockEngine): EnginePerProxy = EnginePerProxy { _ -> MockRules(engine) }

private class MockRules(
    private val engine: MockEngine,
) : EngineRules {
    override val ownsEngines get() = false

    override val retiresOnFailure get() = false

    override fun check(proxy: Proxy) = Unit

    override fun check(
        request: HttpRequestData,
        proxy: Proxy,
    ) = Unit

    override fun open(proxy: Proxy) = engine

    override fun authenticate(
        request: HttpRequestBuilder,
        proxy: Proxy,
    ) = authorizeForward(request, proxy)

    override fun translate(
        error: Throwable,
        proxy: Proxy,
        timeouts: Timeouts,
    ) = dev.proxyrotator.engine.adapter
        .translate(error, proxy, timeouts)

    override fun close() = Unit
}
