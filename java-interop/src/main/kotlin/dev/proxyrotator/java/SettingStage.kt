package dev.proxyrotator.java

import dev.proxyrotator.BansBuilder
import dev.proxyrotator.HealthBuilder
import dev.proxyrotator.LimitsBuilder
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.RetryBuilder
import dev.proxyrotator.SessionsBuilder
import dev.proxyrotator.TimeoutsBuilder
import dev.proxyrotator.TlsBuilder

/**
 * [data] such as a JSON document, and what was set after it. The settings of one block are kept together, since the
 * library validates a block as a whole and one setter may only be right after another one.
 */
internal class SettingStage(
    private val data: ProxyRotatorBuilder.() -> Unit = {},
) {
    val general = ArrayList<ProxyRotatorBuilder.() -> Unit>()
    val timeouts = ArrayList<TimeoutsBuilder.() -> Unit>()
    val retry = ArrayList<RetryBuilder.() -> Unit>()
    val limits = ArrayList<LimitsBuilder.() -> Unit>()
    val health = ArrayList<HealthBuilder.() -> Unit>()
    val bans = ArrayList<BansBuilder.() -> Unit>()
    val sessions = ArrayList<SessionsBuilder.() -> Unit>()
    val tls = ArrayList<TlsBuilder.() -> Unit>()
    val proxyTls = ArrayList<TlsBuilder.() -> Unit>()

    fun applyTo(builder: ProxyRotatorBuilder) {
        builder.data()
        general.forEach { builder.it() }
        builder.timeouts { timeouts.forEach { it() } }
        builder.retry { retry.forEach { it() } }
        builder.limits { limits.forEach { it() } }
        builder.health { health.forEach { it() } }
        builder.bans { bans.forEach { it() } }
        builder.sessions { sessions.forEach { it() } }
        builder.tls { tls.forEach { it() } }
        builder.proxyTls { proxyTls.forEach { it() } }
    }
}
