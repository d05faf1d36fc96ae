package dev.proxyrotator.testkit

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.route
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

class ExampleTest :
    FunSpec({
        test("over real sockets: a proxy that blocks is passed over") {
            ProxyFarm(proxies = 2).use { farm ->
                farm[0].behaviour = ProxyBehaviour.Status(403, "<h1>Access denied</h1>")
                ProxyRotator {
                    proxies(farm.proxies)
                    bans { status(403, duration = 10.minutes) }
                }.use { rotator ->
                    val response = rotator.get(farm.url("/bytes/100"))

                    response.proxy shouldBe farm.proxies[1]
                    response.attempts shouldHaveSize 2
                }
                farm.origin.requests.map { it.path } shouldBe listOf("/bytes/100")
            }
        }

        test("over real sockets, with a clock of its own: a proxy serves again after its cool-down") {
            val clock = TestTimeSource()
            ProxyFarm(listOf(ProxyBehaviour.Refuse, ProxyBehaviour.Good)).use { farm ->
                ProxyRotator {
                    proxies(farm.proxies)
                    health { failureThreshold = 1 }
                    timeSource = clock
                }.use { rotator ->
                    repeat(2) { rotator.get(farm.url("/")).proxy shouldBe farm.proxies[1] }
                    rotator.pool.statistics(farm.proxies[0].id)?.health shouldBe ProxyHealth.COOLING_DOWN

                    farm[0].behaviour = ProxyBehaviour.Good
                    farm[1].behaviour = ProxyBehaviour.CloseWithoutAnswer
                    clock += 1.minutes
                    rotator.get(farm.url("/")).proxy shouldBe farm.proxies[0]
                }
            }
        }

        test("in virtual time, without sockets: five seconds of waiting take none") {
            runTest {
                val rotator =
                    mockRotator("http://a.example", "http://b.example") { request ->
                        if (request.route.proxy.host == "a.example") throw ConnectException("refused")
                        delay(5.seconds)
                        respondOk("from ${request.url.host}")
                    }
                rotator.use { it.get("http://target.example/").bodyAsText() shouldBe "from target.example" }
            }
        }
    })
