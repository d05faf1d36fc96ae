package dev.proxyrotator

import dev.proxyrotator.health.HealthPolicy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

private fun policy(configure: HealthBuilder.() -> Unit) = HealthBuilder(HealthPolicy()).apply(configure).build()

class HealthBuilderTest :
    FunSpec({
        test("what is not set has its default") {
            policy { }.toString() shouldBe
                "HealthPolicy(enabled=true, failureThreshold=5, failureRate=0.5, minimumOutcomes=10, " +
                "failureWindow=1m, coolDown=30s, maxCoolDown=5m, forgetAfter=10s, slowStart=30s, probeTimeout=1m, " +
                "unprovenLeases=5, unprovenFor=5s, panicThreshold=0.0, maxEjected=1.0, hostMemory=1m, hostFaults=3)"
        }

        test("what is set is what the policy says, and stays for who goes on from there") {
            val set =
                policy {
                    enabled = false
                    failureThreshold = 1
                    failureRate = 0.25
                    minimumOutcomes = 2
                    failureWindow = 3.seconds
                    coolDown = 4.seconds
                    maxCoolDown = 5.seconds
                    forgetAfter = 6.seconds
                    slowStart = 7.seconds
                    probeTimeout = 8.seconds
                    unprovenLeases = 9
                    unprovenFor = 10.seconds
                    panicThreshold = 0.5
                    maxEjected = 0.75
                    hostMemory = 11.seconds
                    hostFaults = 12
                }
            val shown =
                "HealthPolicy(enabled=false, failureThreshold=1, failureRate=0.25, minimumOutcomes=2, " +
                    "failureWindow=3s, coolDown=4s, maxCoolDown=5s, forgetAfter=6s, slowStart=7s, probeTimeout=8s, " +
                    "unprovenLeases=9, unprovenFor=10s, panicThreshold=0.5, maxEjected=0.75, hostMemory=11s, " +
                    "hostFaults=12)"
            set.toString() shouldBe shown
            HealthBuilder(set).build().toString() shouldBe shown
        }

        test("a value out of range is an error that names it") {
            val wrong: List<Pair<String, HealthBuilder.() -> Unit>> =
                listOf(
                    "failureThreshold" to { failureThreshold = 0 },
                    "failureRate" to { failureRate = 0.0 },
                    "failureRate" to { failureRate = Double.NaN },
                    "minimumOutcomes" to { minimumOutcomes = 0 },
                    "minimumOutcomes" to { minimumOutcomes = 251 },
                    "failureWindow" to { failureWindow = Duration.ZERO },
                    "failureWindow" to { failureWindow = Duration.INFINITE },
                    "coolDown" to { coolDown = Duration.ZERO },
                    "maxCoolDown" to { maxCoolDown = 1.seconds },
                    "forgetAfter" to { forgetAfter = Duration.ZERO },
                    "slowStart" to { slowStart = (-1).seconds },
                    "slowStart" to { slowStart = Duration.INFINITE },
                    "probeTimeout" to { probeTimeout = Duration.ZERO },
                    "unprovenLeases" to { unprovenLeases = 0 },
                    "unprovenFor" to { unprovenFor = (-1).seconds },
                    "panicThreshold" to { panicThreshold = 1.1 },
                    "panicThreshold" to { panicThreshold = Double.NaN },
                    "maxEjected" to { maxEjected = -0.1 },
                    "hostMemory" to { hostMemory = (-1).seconds },
                    "hostFaults" to { hostFaults = 1 },
                )
            wrong.forEach { (name, configure) ->
                withClue(name) {
                    shouldThrow<IllegalArgumentException> { policy(configure) }.message shouldContain "$name must "
                }
            }
        }
    })
