package dev.proxyrotator.samples

import dev.proxyrotator.testkit.OriginAnswer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

class MarketDataTest :
    FunSpec({
        fun farm(vararg answers: Pair<String, String>) =
            LoopbackFarm({ request ->
                val answer = answers.toMap()[request.path]
                when (answer) {
                    null -> OriginAnswer.Whole("nothing here", 404)
                    "slow" -> OriginAnswer.Whole(delay = 1.minutes)
                    else -> OriginAnswer.Whole(answer)
                }
            })

        test("S4-16 S1-24 several exchanges are asked at once by a class that holds the client, and added up") {
            farm(
                "/a/price" to """{"value": 100}""",
                "/a/volume" to """{"value": 3}""",
                "/b/price" to """{"value": "200.0"}""",
                "/b/volume" to """{"value": 1}""",
            ).use { farm ->
                val exchanges = mapOf("a" to farm.origin.url("/a"), "b" to farm.origin.url("/b"))
                MarketData(farm.proxies, exchanges).use { market ->
                    repeat(2) { market.summary().averagePrice?.toDouble() shouldBe 125.0 }
                }
            }
        }

        test("S4-16 S4-29 an exchange that is closed, slow or talks nonsense is a quote with its problems") {
            farm(
                "/good/price" to """{"value": 10}""",
                "/good/volume" to """{"value": 1}""",
                "/nonsense/price" to "<html>",
                "/nonsense/volume" to """{"value": "much"}""",
                "/slow/price" to "slow",
                "/slow/volume" to """{"value": 5}""",
            ).use { farm ->
                val exchanges = listOf("good", "nonsense", "slow", "closed").associateWith { farm.origin.url("/$it") }
                MarketData(farm.proxies, exchanges, timeout = 2.seconds).use { market ->
                    val summary = market.summary()
                    summary.quotes.map { it.exchange } shouldBe exchanges.keys.toList()
                    summary.quotes.map { it.problems.size } shouldBe listOf(0, 2, 1, 2)
                    summary.quotes[1].problems shouldBe listOf("price", "volume").map { "$it: no number in the answer" }
                    summary.averagePrice?.toDouble() shouldBe 10.0
                }
            }
        }

        test("S4-29 with no answer at all there is a summary without a price") {
            farm().use { farm ->
                MarketData(emptyList(), mapOf("a" to farm.origin.url("/a")), timeout = 100.milliseconds).use { market ->
                    val summary = market.summary()
                    summary.averagePrice shouldBe null
                    summary.quotes
                        .single()
                        .problems.size shouldBe 2
                }
            }
        }

        test("S4-16 the sample tells the price of those that answered, and who is left out and why") {
            val lines = printedBy("MarketData")
            lines.size shouldBe 6
            lines[0] shouldBe "north: 101.5, volume 300"
            lines[1] shouldBe "south: left out; price: HTTP 404 Not Found; volume: HTTP 404 Not Found"
            lines[2] shouldStartWith "east: left out; price: Timed out"
            lines[3] shouldBe "west: left out; price: no number in the answer; volume: no number in the answer"
            lines[4] shouldBe "moon: 99.5, volume 100"
            lines[5] shouldBe "average price 101.0, of 2 of 5 exchanges"
        }
    })
