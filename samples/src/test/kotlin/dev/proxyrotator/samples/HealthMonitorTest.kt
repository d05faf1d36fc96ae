package dev.proxyrotator.samples

import dev.proxyrotator.testkit.ProxyBehaviour
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldMatch
import kotlin.time.Duration.Companion.seconds

class HealthMonitorTest :
    FunSpec({
        suspend fun check(
            proxies: List<String>,
            vararg urls: String,
        ): List<EndpointHealth> = HealthMonitor(proxies, timeout = 2.seconds).use { it.check(urls.toList()) }

        test("S4-14 S4-29 a monitor says of every endpoint whether it is up, whatever is wrong with it") {
            LoopbackFarm().use { farm ->
                val urls = listOf("/", "/status/500", "/slow?ms=60000", "/status/404").map(farm.origin::url)
                val health = check(farm.proxies, *urls.toTypedArray(), "nonsense")
                health.map { it.url } shouldBe urls + "nonsense"
                health.map { it.verdict } shouldBe
                    listOf(Verdict.UP, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN, Verdict.UNKNOWN)
                health.map { it.status } shouldBe listOf(200, 500, null, 404, null)
                health.first().problem shouldBe null
                health.drop(1).forEach { it.problem shouldNotBe null }
            }
        }

        test("S4-29 with no proxy, or none that works, nothing is known of the endpoints") {
            check(emptyList(), "http://a.example/", "http://b.example/").map { it.verdict } shouldBe
                listOf(Verdict.UNKNOWN, Verdict.UNKNOWN)
            LoopbackFarm().use { farm ->
                val broken = farm.proxies.take(1)
                check(broken, farm.origin.url("/")).single().verdict shouldBe Verdict.UNKNOWN
            }
        }

        test("an endpoint that every proxy was sent to in vain is down") {
            LoopbackFarm(broken = ProxyBehaviour.Hang).use { farm ->
                check(farm.proxies.take(1), farm.origin.url("/")).single().verdict shouldBe Verdict.DOWN
            }
        }

        test("S4-14 the sample prints a table with status and time, and how many are up") {
            val lines = printedBy("HealthMonitor")
            lines shouldHaveSize 6
            lines[0] shouldContain "status"
            lines[1] shouldMatch "UP +200 +\\d+ ms +http://HOST/"
            lines[2] shouldMatch "DOWN +503 +\\d+ ms +http://HOST/status/503 +HTTP 503 Service Unavailable"
            lines[3] shouldMatch "DOWN +- +\\d+ ms +http://HOST/slow.ms=60000 +no answer within 2s"
            lines[4] shouldMatch "DOWN +404 +\\d+ ms +http://HOST/status/404 +HTTP 404 Not Found"
            lines[5] shouldBe "1 of 4 endpoints are up."
        }
    })
