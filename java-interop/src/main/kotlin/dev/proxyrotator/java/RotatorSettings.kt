package dev.proxyrotator.java

import dev.proxyrotator.HealthBuilder
import dev.proxyrotator.LimitsBuilder
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.RetryBuilder
import dev.proxyrotator.TimeoutsBuilder
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.selection.RotationStrategy
import io.ktor.client.plugins.defaultRequest
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.time.Duration
import java.util.concurrent.Executor
import java.util.function.Consumer
import kotlin.time.toKotlinDuration

/**
 * What was set on a [RotatorBuilder]; every rotator gets all of it anew. The settings of one block are kept together,
 * since the library validates a block as a whole and one setter may only be right after another one.
 */
internal class RotatorSettings {
    private val proxies = ArrayList<Proxy>()
    private val defaultHeaders = ArrayList<Pair<String, String>>()
    private val general = ArrayList<ProxyRotatorBuilder.() -> Unit>()
    private val timeouts = ArrayList<TimeoutsBuilder.() -> Unit>()
    private val retry = ArrayList<RetryBuilder.() -> Unit>()
    private val limits = ArrayList<LimitsBuilder.() -> Unit>()
    private val health = ArrayList<HealthBuilder.() -> Unit>()
    private val tls = ArrayList<TlsBuilder.() -> Unit>()
    private var dispatcher: CoroutineDispatcher = Dispatchers.Default

    fun proxy(proxy: Proxy) = add(proxies, proxy)

    fun defaultHeader(
        name: String,
        value: String,
    ) {
        HeaderFields.check(name, value)
        defaultHeaders.add(name to value)
    }

    fun strategy(strategy: RotationStrategy) = add(general) { this.strategy = strategy }

    fun strategy(name: String) = strategy(RotationStrategy.named(name))

    fun poolName(name: String) = add(general) { poolName = name }

    fun maxProxies(count: Int) = add(general) { maxProxies = count }

    fun verifyTls(verify: Boolean) = add(tls) { this.verify = verify }

    fun tls(configure: Consumer<TlsBuilder>) = add(tls) { configure.accept(this) }

    fun transport(factory: ProxyTransportFactory) = add(general) { transport = factory }

    fun connectTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { connect = it } }

    fun handshakeTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { handshake = it } }

    fun tlsTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { tls = it } }

    fun responseHeadTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { responseHead = it } }

    fun idleTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { idle = it } }

    fun minimumBodyRate(bytesPerSecond: Int) = add(timeouts) { minimumBodyRate = bytesPerSecond }

    fun timeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { call = it } }

    fun maxAttempts(count: Int) = add(retry) { maxAttempts = count }

    fun maxRetries(count: Int) = add(retry) { maxRetries(count) }

    fun backoff(
        base: Duration,
        cap: Duration,
    ) = Backoff(base.toKotlinDuration(), cap.toKotlinDuration()).let { add(retry) { backoff = it } }

    fun failoverDelay(bound: Duration) = bound.toKotlinDuration().let { add(retry) { failoverDelay = it } }

    fun retryStatuses(statuses: Set<Int>) = add(retry) { retryStatuses = statuses }

    fun maxRetryAfter(limit: Duration) = limit.toKotlinDuration().let { add(retry) { maxRetryAfter = it } }

    fun maxConnectionsPerProxy(count: Int) = add(limits) { maxConnectionsPerProxy = count }

    fun maxConnections(count: Int) = add(limits) { maxConnections = count }

    fun maxWaiting(count: Int) = add(limits) { maxWaiting = count }

    fun leaseTimeout(limit: Duration) = limit.toKotlinDuration().let { add(limits) { leaseTimeout = it } }

    fun maxBodyInMemory(bytes: Long) = add(limits) { maxBodyInMemory = bytes }

    fun healthEnabled(enabled: Boolean) = add(health) { this.enabled = enabled }

    fun failureThreshold(failures: Int) = add(health) { failureThreshold = failures }

    fun coolDown(first: Duration) = first.toKotlinDuration().let { add(health) { coolDown = it } }

    fun maxCoolDown(longest: Duration) = longest.toKotlinDuration().let { add(health) { maxCoolDown = it } }

    fun forgetAfter(span: Duration) = span.toKotlinDuration().let { add(health) { forgetAfter = it } }

    fun executor(executor: Executor) {
        dispatcher = executor.asCoroutineDispatcher()
    }

    fun build(): CoroutineBridge = CoroutineBridge(ProxyRotator(proxies.toList(), ::configure), dispatcher)

    private fun configure(builder: ProxyRotatorBuilder) {
        val defaults = defaultHeaders.groupBy({ it.first.lowercase() }, { it.second })
        general.forEach { builder.it() }
        builder.timeouts { timeouts.forEach { it() } }
        builder.retry { retry.forEach { it() } }
        builder.limits { limits.forEach { it() } }
        builder.health { health.forEach { it() } }
        builder.tls { tls.forEach { it() } }
        builder.dispatcher = dispatcher
        builder.client {
            // Ktor would send both, the request's value and the default one.
            defaultRequest { defaults.filterKeys { it !in headers }.forEach(headers::appendAll) }
        }
    }

    private fun <T> add(
        list: MutableList<T>,
        element: T,
    ) {
        list.add(element)
    }
}
