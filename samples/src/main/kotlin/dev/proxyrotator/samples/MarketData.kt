package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.testkit.OriginAnswer
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.math.BigDecimal
import java.math.MathContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** `mvn -q -Pdemo -Dsample=MarketData`: three exchanges, one of which is closed. */
fun main() {
    val answers =
        mapOf(
            "/north/price" to """{"value": 101.5}""",
            "/north/volume" to """{"value": 300}""",
            "/south/price" to """{"value": 99.5}""",
            "/south/volume" to """{"value": 100}""",
        )
    val farm =
        LoopbackFarm({ request ->
            answers[request.path]?.let { OriginAnswer.Whole(it) } ?: OriginAnswer.Whole("closed", 404)
        })
    runSample(farm) {
        val exchanges = listOf("north", "south", "east").associateWith { name -> farm.origin.url("/$name") }
        MarketData(farm.proxies, exchanges).use { println(it.summary()) }
    }
}

/** What one exchange said; what it did not say is `null`, and among the [problems]. */
class Quote(
    val exchange: String,
    val price: BigDecimal?,
    val volume: BigDecimal?,
    val problems: List<String>,
) {
    /** Price times volume; `null` when one of them is. */
    val turnover: BigDecimal? get() = volume?.let { price?.times(it) }

    override fun toString(): String = "$exchange: " + if (problems.isEmpty()) "$price, volume $volume" else "$problems"
}

/** One quote for each exchange, in their order. */
class MarketSummary(
    val quotes: List<Quote>,
) {
    /** By volume, of the exchanges that told both; `null` when there are none. */
    val averagePrice: BigDecimal?

    init {
        val told = quotes.filter { it.turnover != null }
        val volume = told.mapNotNull { it.volume }.sumOf { it }
        val turnover = told.mapNotNull { it.turnover }.sumOf { it }
        averagePrice = if (volume.signum() == 0) null else turnover.divide(volume, MathContext.DECIMAL64)
    }

    override fun toString(): String = "average price $averagePrice\n" + quotes.joinToString("\n")
}

/** Asks several exchanges at once, each of [exchanges] at its own URL, and adds up what they say. */
class MarketData(
    proxies: List<String>,
    private val exchanges: Map<String, String>,
    private val timeout: Duration = 10.seconds,
) : AutoCloseable {
    private val rotator = ProxyRotator(proxies)

    suspend fun summary(): MarketSummary =
        coroutineScope {
            MarketSummary(exchanges.map { (name, url) -> async { quote(name, url) } }.awaitAll())
        }

    override fun close() = rotator.close()

    /** Requests within requests: both numbers of one exchange at once, while the other exchanges are asked as well. */
    private suspend fun quote(
        exchange: String,
        url: String,
    ): Quote {
        val asked = listOf("price", "volume")
        val outcomes = rotator.fetchAll(asked.map { FetchRequest("$url/$it", timeout = timeout) }).outcomes
        val (price, volume) = outcomes.map(::number)
        val missing = asked.zip(outcomes).filter { (_, outcome) -> number(outcome) == null }
        return Quote(
            exchange,
            price,
            volume,
            missing.map { (what, outcome) ->
                "$what: ${outcome.error ?: "no number"}"
            },
        )
    }

    private fun number(outcome: FetchOutcome): BigDecimal? {
        val json = (outcome as? FetchOutcome.Success)?.response?.jsonOrNull() as? JsonObject
        return (json?.get("value") as? JsonPrimitive)?.content?.toBigDecimalOrNull()
    }
}
