package dev.proxyrotator.integration

import dev.proxyrotator.checkAnonymity
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.testkit.LoopbackOrigin
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.collections.shouldNotContain
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody

private const val MANY = 1000
private const val SOME = 200

/** What is kept between requests, and what must not be. */
class ReuseIntegrationTest :
    FunSpec({
        realTest("E6 a proxy that closes after each response without a word fails no GET", HttpProxies.tinyproxy) {
            rotatorThrough(HttpProxies.tinyproxy) { retry { maxAttempts = 3 } }.use { rotator ->
                val attempts =
                    List(MANY) { rotator.get(RealOrigin.url()).also { it.status.value shouldBe 200 }.attempts }
                // The connection is what was at fault, and not the proxy.
                attempts.count { it.size > 1 } shouldBe 0
            }
        }

        realTest("E6, G2 and no POST through it arrives twice", HttpProxies.tinyproxy) {
            LoopbackOrigin().use { origin ->
                rotatorThrough(HttpProxies.tinyproxy) { retry { maxAttempts = 3 } }.use { rotator ->
                    val answered =
                        (1..SOME).filter { number ->
                            try {
                                rotator.post(origin.url("/")) { setBody("$number") }.status.value == 200
                            } catch (_: ProxyRotatorException) {
                                false
                            }
                        }
                    val arrived = origin.requests.map { it.body.decodeToString().toInt() }
                    arrived.distinct() shouldHaveSize arrived.size
                    (answered - arrived.toSet()) shouldHaveSize 0
                    // One that meets a connection closed under it must fail; that is no excuse for all of them.
                    answered.size shouldBeGreaterThan SOME / 2
                }
            }
        }

        realTest("E2 a tunnel is used again", HttpProxies.squid) {
            rotatorThrough(HttpProxies.squid).use { rotator ->
                val echoes = List(5) { rotator.get(RealOrigin.secureUrl()).echo() }
                echoes.map { it.connection }.distinct() shouldHaveSize 1
                echoes.map { it.request } shouldContainExactly (1..5).toList()
            }
        }

        val two = arrayOf(HttpProxies.squid, HttpProxies.tinyproxy)
        realTest("A12 no TLS session goes on through another proxy", *two) {
            rotatorThrough(*two).use { rotator ->
                val echoes = List(4) { rotator.get(RealOrigin.secureUrl()).echo() }
                echoes.map { it.connection }.distinct() shouldHaveSize 2
                echoes.map { it.sessionReused } shouldNotContain true
            }
        }

        val kinds = arrayOf(HttpProxies.squidElsewhere, HttpProxies.tinyproxy, HttpProxies.privoxy)
        realTest("K6 what a proxy tells of its client is its level of anonymity", *kinds) {
            rotatorThrough(*kinds).use { rotator ->
                // tinyproxy comes first of those that leave by 127.0.0.1, so privoxy is asked before and alone.
                val privoxy = rotator.checkAnonymity(RealOrigin.url("/seen")) { filter = only(HttpProxies.privoxy) }
                privoxy.map { it.level }.shouldContainExactly(AnonymityLevel.ELITE)
                val (squid, tinyproxy) = rotator.checkAnonymity(RealOrigin.url("/seen"))
                squid.level shouldBe AnonymityLevel.TRANSPARENT
                squid.exits.shouldContainExactly("127.0.0.3")
                squid.traces.shouldContainExactly("via", "x-forwarded-for")
                tinyproxy.level shouldBe AnonymityLevel.ANONYMOUS
                tinyproxy.traces.shouldContainExactly("via")
            }
        }

        realTest("K6 the client's own address as the exit, or the exit of another, lowers the level", *kinds) {
            rotatorThrough(HttpProxies.privoxy).use { rotator ->
                val known = rotator.checkAnonymity(RealOrigin.url("/seen")) { clientAddresses = setOf("127.0.0.1") }
                known.single().level shouldBe AnonymityLevel.TRANSPARENT
            }
            rotatorThrough(HttpProxies.tinyproxy, HttpProxies.privoxy).use { rotator ->
                val privoxy = rotator.checkAnonymity(RealOrigin.url("/seen")).last()
                privoxy.level shouldBe AnonymityLevel.ANONYMOUS
                privoxy.traces.shouldBeEmpty()
                privoxy.sharesExitWith?.port shouldBe Proxy.parse(HttpProxies.tinyproxy.url).port
            }
        }
    })

private fun only(route: RealProxy) = ProxyFilter.where("$route") { it == Proxy.parse(route.url) }
