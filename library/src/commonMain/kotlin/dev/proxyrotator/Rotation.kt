package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.engine.coding.ContentCoding
import dev.proxyrotator.engine.coding.DecodingTransport
import dev.proxyrotator.event.BlockTimer
import dev.proxyrotator.event.EventPublisher
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.SESSION_WORD_LENGTH
import dev.proxyrotator.proxy.filledIn
import dev.proxyrotator.rotation.AttemptLoop
import dev.proxyrotator.rotation.CallReports
import dev.proxyrotator.rotation.RequestRules
import dev.proxyrotator.rotation.ResponseJudge
import dev.proxyrotator.rotation.RotationEngine
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.session.RealCookies
import dev.proxyrotator.session.RealSessions
import dev.proxyrotator.session.SessionBook
import dev.proxyrotator.session.Sessions
import dev.proxyrotator.session.cookie.CookieJar
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.util.date.GMTDate
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
        val proxies: List<Proxy>,
        val context: SelectorContext,
        val platform: Platform,
        val events: EventPublisher,
    )

    val config: ProxyRotatorConfig = parts.config

    val random: Random = parts.context.random
    val events: EventPublisher = parts.events
    val timeSource: TimeSource.WithComparableMarks = parts.context.timeSource

    private val transport: ProxyTransport =
        parts.transport.create(
            TransportSettings(
                config.timeouts,
                config.tls,
                config.limits,
                config.http2,
                ContentCoding.ACCEPTED.takeIf { config.compression.enabled },
                config.proxyTls,
            ),
        )

    val pool: RealProxyPool =
        RealProxyPool(
            RealProxyPool.Settings(
                config.poolName,
                config.maxProxies,
                config.limits,
                config.health,
                config.bans.onExhausted,
                events,
            ),
            parts.strategy,
            parts.context,
            accept = ::accept,
            onRemoved = transport::forget,
        )

    private val sessionBook =
        SessionBook(config.sessions, parts.context.timeSource, parts.platform.publicSuffixes, random) { GMTDate() }

    val cookies =
        RealCookies(config.cookies, CookieJar(parts.context.timeSource, parts.platform.publicSuffixes) { GMTDate() })

    val sessions: Sessions = RealSessions(sessionBook) { pool.proxies.value }

    val timer: BlockTimer = BlockTimer(parts.context.timeSource, { events.wantsTimedBlocks }, events::publish)

    val engine: RotationEngine =
        RotationEngine(
            AttemptLoop(
                pool,
                DecodingTransport(transport, config.compression, parts.platform.inflations),
                attemptSettings(parts),
                CallReports(events, parts.context.timeSource),
            ),
            pool,
            sessions,
            RequestRules(config.defaults, config.targetGuard),
            transport,
            engineConfig,
            events,
        )

    init {
        listOf(
            config.tls,
            config.proxyTls,
        ).forEach { if (!it.verify) events.log.tlsNotVerified(config.poolName, it.block) }
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
            cookies,
            parts.context,
        )

    private fun accept(proxy: Proxy) {
        engine.checkOpen()
        if (proxy.changesExit) proxy.filledIn { "0".repeat(SESSION_WORD_LENGTH) }
        transport.check(proxy)
    }
}
