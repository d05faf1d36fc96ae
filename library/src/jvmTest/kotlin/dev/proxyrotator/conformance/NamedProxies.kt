package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.route
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.pool.ProxyStats
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import io.ktor.client.request.HttpRequestData
import io.ktor.client.statement.HttpResponse

private const val TARGET = "http://target.example/"

/** `http://a.example` for the name `a`, which is also its tag, so that a request can ask for it alone. */
internal fun named(name: String): Proxy = Proxy.parse("http://$name.example").withTags(name)

internal fun named(vararg names: String): List<Proxy> = names.map(::named)

/** The name of the proxy that this attempt goes through. */
internal val HttpRequestData.exit: String get() = route.proxy.name

/** The name of the proxy that this response came through. */
internal val HttpResponse.exit: String get() = proxy.name

internal val Proxy.name: String get() = host.substringBefore('.')

internal fun ProxyRotator.stats(name: String): ProxyStats = checkNotNull(pool.statistics(named(name).id))

internal fun ProxyRotator.health(name: String): ProxyHealth = stats(name).health

internal val ProxyRotator.inFlight: Int get() = pool.statistics().sumOf { it.inFlight }

/** A request through the proxy of that [name] and no other. */
internal suspend fun ProxyRotator.through(
    name: String,
    url: String = TARGET,
): HttpResponse = get(url) { rotation { tags(name) } }
