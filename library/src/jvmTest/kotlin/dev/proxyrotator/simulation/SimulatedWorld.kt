package dev.proxyrotator.simulation

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import io.ktor.util.date.GMTDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.delay
import kotlin.math.ln
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** What becomes of a request that goes through a proxy of this kind. */
internal enum class Quality(
    val share: Double,
) {
    /** Nobody is there: half of them refuse, half are silent. */
    DEAD(0.30),

    /** Ten times as slow as a good one. */
    SLOW(0.10),

    /** The targets have had enough of it. */
    BANNED(0.05),

    GOOD(0.55),
}

/** A thousand proxies, each with its quality for the whole day, as a transport that takes virtual time. */
internal class SimulatedWorld(
    size: Int,
    private val random: Random,
) : ProxyTransport {
    val proxies: List<Proxy> = List(size) { Proxy.parse("http://10.0.${it / 250}.${it % 250 + 1}:8080") }
    private val qualities: Map<ProxyId, Quality> = proxies.map { it.id }.zip(mixed(size)).toMap()
    private val isSilent: Map<ProxyId, Boolean> = proxies.associate { it.id to random.nextBoolean() }

    /** The attempts that went through proxies of each quality. */
    val attempts = IntArray(Quality.entries.size)

    override suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse {
        val quality = qualities.getValue(route.proxy.id)
        attempts[quality.ordinal]++
        return when (quality) {
            Quality.DEAD -> dead(route.proxy)
            Quality.SLOW -> answer(route.proxy, mean = 3.seconds, failures = 0.05)
            Quality.BANNED -> banned()
            Quality.GOOD -> answer(route.proxy, mean = 300.milliseconds, failures = 0.01)
        }
    }

    private suspend fun dead(proxy: Proxy): Nothing {
        if (isSilent.getValue(proxy.id)) {
            delay(5.seconds)
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.CONNECT, 5.seconds)
        }
        delay(40.milliseconds)
        throw ProxyUnreachableException(proxy, FailureKind.CONNECT)
    }

    private suspend fun banned(): TransportResponse {
        delay(duration(200.milliseconds))
        return response(HttpStatusCode.TooManyRequests, headersOf(HttpHeaders.RetryAfter, "900"))
    }

    private suspend fun answer(
        proxy: Proxy,
        mean: Duration,
        failures: Double,
    ): TransportResponse {
        delay(duration(mean))
        if (random.nextDouble() < failures) throw ProxyConnectionLostException(proxy, "reset")
        return response(HttpStatusCode.OK, Headers.Empty)
    }

    /** Never less than half of [mean], and now and then several times as long. */
    private fun duration(mean: Duration): Duration = mean / 2 * (1 - ln(1 - random.nextDouble()))

    private fun response(
        status: HttpStatusCode,
        headers: Headers,
    ) = TransportResponse(status, HttpProtocolVersion.HTTP_1_1, headers, GMTDate.START, ByteArray(0))

    private fun mixed(size: Int): List<Quality> {
        val bad = Quality.entries.dropLast(1).flatMap { quality -> List((size * quality.share).toInt()) { quality } }
        return (bad + List(size - bad.size) { Quality.GOOD }).shuffled(random)
    }

    override fun check(proxy: Proxy) = Unit

    override fun forget(proxy: Proxy) = Unit

    override fun close() = Unit

    override suspend fun awaitClosed() = Unit
}
