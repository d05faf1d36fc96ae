package dev.proxyrotator.samples.server

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.samples.LoopbackFarm
import io.ktor.http.Url
import io.ktor.server.engine.EmbeddedServer

/** Where it listens. */
internal suspend fun EmbeddedServer<*, *>.port(): Int = engine.resolvedConnectors().single().port

/** Runs [test] with a server before the origin of [farm], at [base] there, and closes both afterwards. */
internal suspend fun <T> serving(
    farm: LoopbackFarm,
    base: String = "",
    rotator: ProxyRotator = passThroughRotator(Url(farm.origin.url(base)), farm.proxies),
    test: suspend (port: Int) -> T,
): T =
    farm.use {
        val server = proxyServer(Url(farm.origin.url(base)), rotator, port = 0).startSuspend(wait = false)
        try {
            test(server.port())
        } finally {
            server.stopSuspend(gracePeriodMillis = 0, timeoutMillis = 1_000)
        }
    }
