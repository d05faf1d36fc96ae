package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.coding.InflationFactory
import dev.proxyrotator.session.cookie.PublicSuffixes

/** What every platform brings of its own. */
internal class Platform(
    val transport: ProxyTransportFactory,
    val inflations: InflationFactory,
    val publicSuffixes: PublicSuffixes,
)
