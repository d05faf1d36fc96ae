package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.engine.HttpClientEngine
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData

/** What differs from one stock engine to the next. */
internal interface EngineRules {
    /** Refuses a proxy the engine cannot carry safely. */
    fun check(proxy: Proxy)

    /** Refuses a request the engine must not carry over [proxy]; called before a byte is sent. */
    fun check(
        request: HttpRequestData,
        proxy: Proxy,
    )

    /** An engine that sends everything through [proxy] and nothing past it. */
    fun open(proxy: Proxy): HttpClientEngine

    /** Whether what [open] returns is the transport's to close. */
    val ownsEngines: Boolean

    /** Whether only closing the engine surely closes the connection of a request that was broken off. */
    val retiresOnFailure: Boolean

    /** Adds the credentials of [proxy] to a request that the proxy itself will read. */
    fun authenticate(
        request: HttpRequestBuilder,
        proxy: Proxy,
    )

    /** The meaning of an exception of the engine, or `null` when it says nothing about the proxy. */
    fun translate(
        error: Throwable,
        proxy: Proxy,
        timeouts: Timeouts,
    ): ProxyRotatorException?

    /** Called once after the last engine was closed. */
    fun close()
}
