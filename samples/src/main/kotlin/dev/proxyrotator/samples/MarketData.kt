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
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** `mvn -q -Pdemo -Dsample=MarketData`: five exchanges, of which one is closed, one slow, and one talks nonsense. */
suspend fun main() {
    LoopbackFarm({ request -> tradingDay(request.path) }).use { farm ->
        val names = listOf("north", "south", "east", "west", "moon")
        val exchanges = names.associateWith { name -> farm.origin.url("/$name") }
        // On one machine two seconds are a long time; the default is ten.
        MarketData(farm.proxies, exchanges, timeout = 2.seconds).use { println(it.summary()) }
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

    override fun toString(): String =
        "$exchange: " + if (problems.isEmpty()) "$price, volume $volume" else "left out; " + problems.joinToString("; ")
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

    override fun toString(): String {
        val told = quotes.count { it.turnover != null }
        val average = averagePrice?.let { "average price $it, of $told of ${quotes.size} exchanges" }
        return (quotes + (average ?: "no average price: no exchange told both numbers")).joinToString("\n")
    }
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
        val problems = missing.map { (what, outcome) -> "$what: ${outcome.error ?: "no number in the answer"}" }
        return Quote(exchange, price, volume, problems)
    }

    private fun number(outcome: FetchOutcome): BigDecimal? {
        val json = (outcome as? FetchOutcome.Success)?.response?.jsonOrNull() as? JsonObject
        return (json?.get("value") as? JsonPrimitive)?.content?.toBigDecimalOrNull()
    }
}

/** What the exchanges of the demonstration answer: south is closed, east slow, and west talks nonsense. */
private fun tradingDay(path: String): OriginAnswer =
    when (path) {
        "/north/price" -> OriginAnswer.Whole("""{"value": 101.5}""")
        "/north/volume" -> OriginAnswer.Whole("""{"value": 300}""")
        "/moon/price" -> OriginAnswer.Whole("""{"value": 99.5}""")
        "/moon/volume" -> OriginAnswer.Whole("""{"value": 100}""")
        "/east/price", "/east/volume" -> OriginAnswer.Whole("""{"value": 1}""".toByteArray(), delay = 1.minutes)
        "/west/price", "/west/volume" -> OriginAnswer.Whole("<html>please wait")
        else -> OriginAnswer.Whole("closed", 404)
    }
