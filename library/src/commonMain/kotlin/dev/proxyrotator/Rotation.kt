package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.AttemptLoop
import dev.proxyrotator.rotation.ResponseJudge
import dev.proxyrotator.rotation.RotationEngine
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.session.RealSessions
import dev.proxyrotator.session.SessionBook
import dev.proxyrotator.session.Sessions
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.util.date.GMTDate
import io.ktor.util.logging.KtorSimpleLogger
import kotlin.random.Random
import kotlin.time.TimeSource

/** Puts a pool, a transport and the engine over both together. Closing the [engine] closes all of it. */
internal class Rotation(
    parts: Parts,
    engineConfig: HttpClientEngineConfig,
) {
    class Parts(
        val config: ProxyRotatorConfig,
        val transport: ProxyTransportFactory,
        val strategy: RotationStrategy,
        val timeSource: TimeSource.WithComparableMarks,
        val random: Random,
        val proxies: List<Proxy>,
    )

    val config: ProxyRotatorConfig = parts.config

    private val transport: ProxyTransport =
        parts.transport.create(TransportSettings(config.timeouts, config.tls, config.limits))

    val pool: RealProxyPool =
        RealProxyPool(
            RealProxyPool.Settings(
                config.poolName,
                config.maxProxies,
                config.limits,
                config.health,
                config.bans.onExhausted,
            ),
            parts.strategy,
            SelectorContext(parts.random, parts.timeSource),
            accept = ::accept,
            onRemoved = transport::forget,
        )

    private val sessionBook = SessionBook(config.sessions, parts.timeSource) { GMTDate() }

    val sessions: Sessions = RealSessions(sessionBook) { pool.proxies.value }

    val engine: RotationEngine =
        RotationEngine(
            AttemptLoop(pool, transport, attemptSettings(parts)),
            pool,
            sessions,
            transport,
            config.targetGuard,
            engineConfig,
        )

    init {
        if (!config.tls.verify) {
            val logger = KtorSimpleLogger("dev.proxyrotator.tls")
            logger.warn("TLS certificates are not verified in pool '${config.poolName}'")
        }
        try {
            pool.addAll(parts.proxies)
        } catch (invalid: Throwable) {
            engine.close()
            throw invalid
        }
    }

    private fun attemptSettings(parts: Parts) =
        AttemptLoop.Settings(
            config.retry,
            config.timeouts,
            config.limits,
            ResponseJudge(config.bans),
            sessionBook,
            parts.random,
            parts.timeSource,
        )

    private fun accept(proxy: Proxy) {
        engine.checkOpen()
        transport.check(proxy)
    }
}
