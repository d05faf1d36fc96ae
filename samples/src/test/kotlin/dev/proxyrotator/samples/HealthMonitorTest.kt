package dev.proxyrotator.samples

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import kotlin.time.Duration.Companion.seconds

class HealthMonitorTest :
    FunSpec({
        test("S4-14 S4-29 a monitor says UP or DOWN of every endpoint, whatever is wrong with it") {
            LoopbackFarm().use { farm ->
                val urls =
                    listOf("/", "/status/500", "/slow?ms=60000", "/status/404").map(farm.origin::url) + "nonsense"
                val health = healthOf(farm.proxies, urls, timeout = 1.seconds)
                health.map { it.url } shouldBe urls
                health.map { it.isUp } shouldBe listOf(true, false, false, false, false)
                health.first().toString() shouldBe "UP   ${urls.first()}"
                health.drop(1).forEach { it.reason shouldNotBe null }
                health[1].toString() shouldContain "DOWN ${urls[1]}: HTTP 500"
            }
        }

        test("S4-29 with no proxy that works every endpoint is DOWN, and the monitor tells") {
            val urls = listOf("http://a.example/", "http://b.example/")
            healthOf(emptyList(), urls).map { it.isUp } shouldBe listOf(false, false)
        }
    })
