package dev.proxyrotator.pool

import dev.proxyrotator.health.Breaker
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectorContext
import kotlin.math.max

/** Puts the parts of a turnstile over [roster] together. */
internal fun turnstile(
    settings: RealProxyPool.Settings,
    roster: Roster,
    context: SelectorContext,
    strategy: RotationStrategy,
    changes: PoolChanges,
): Turnstile {
    val start = context.timeSource.markNow()
    val health = settings.health
    val breaker = Breaker(health, context.random)
    val hosts = ProxyHostBook(health) { roster.size }
    val isOnlyProxy = { roster.size == 1 }
    val views = Views(context, health.panicThreshold, roster::all, strategy)
    val census = Census()
    val mayEject = { census.ejected < max(1, (health.maxEjected * roster.size).toInt()) }
    return Turnstile(
        views,
        Chooser(roster::find, hosts, breaker, settings.onExhausted, context.random),
        hosts,
        Doctor(breaker, hosts, start, { roster.size }, mayEject, changes),
        Places(settings.limits, health, breaker, start, isOnlyProxy),
        census,
        roster::find,
    )
}
