package dev.proxyrotator.health

import dev.proxyrotator.failure.Severity
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

private fun HostFaults.Found<String>?.shown() =
    this?.charges?.map { "${it.proxy} ${it.quarters}" + if (it.interception) " interception" else "" }

class HostFaultsTest :
    FunSpec({
        val clock = TestTimeSource()

        fun HostFaults<String>.fail(
            proxy: String,
            severity: Severity = Severity.FULL,
            host: String = "host",
        ) = onFailure(host, proxy, severity, clock.markNow()).shown()

        fun HostFaults<String>.isAtFault(host: String = "host") = isAtFault(host, clock.markNow())

        test("three different proxies that fail on one host clear each other") {
            val faults = HostFaults<String>(HostLimits())
            faults.fail("a") shouldBe null
            faults.fail("a") shouldBe null
            faults.fail("b", Severity.QUARTER) shouldBe null
            faults.isAtFault() shouldBe false
            faults.fail("c").shouldNotBeNull() shouldContainExactlyInAnyOrder listOf("a 8", "b 1")
            faults.isAtFault() shouldBe true
            faults.isAtFault("other") shouldBe false
        }

        test("one proxy that fails for ever is never the host's fault") {
            val faults = HostFaults<String>(HostLimits())
            repeat(100) { faults.fail("a") shouldBe null }
            faults.fail("b") shouldBe null
            faults.isAtFault() shouldBe false
        }

        test("D3 two proxies that meet the same wrong certificate are enough") {
            val faults = HostFaults<String>(HostLimits())
            faults.fail("a", Severity.INTERCEPTION) shouldBe null
            faults.fail("a", Severity.INTERCEPTION) shouldBe null
            faults.fail("b", Severity.INTERCEPTION).shouldNotBeNull() shouldContainExactly listOf("a 0 interception")
            faults.isAtFault() shouldBe true
        }

        test("D3 one interception beside another failure is not enough") {
            val faults = HostFaults<String>(HostLimits())
            faults.fail("a") shouldBe null
            faults.fail("b", Severity.INTERCEPTION) shouldBe null
            faults.isAtFault() shouldBe false
            faults.fail("b") shouldBe null
            faults.fail("c").shouldNotBeNull() shouldContainExactlyInAnyOrder listOf("a 4", "b 4 interception")
        }

        test("a success on the host begins anew, and ends its fault") {
            val faults = HostFaults<String>(HostLimits())
            faults.fail("a")
            faults.fail("b")
            faults.onSuccess("host")
            faults.fail("c") shouldBe null
            faults.fail("a") shouldBe null
            faults.fail("b").shouldNotBeNull()
            faults.isAtFault() shouldBe true
            faults.onSuccess("host")
            faults.isAtFault() shouldBe false
            faults.hostCount shouldBe 0
        }

        test("failures count for sixty seconds, and the fault ends when none was added for as long") {
            val faults = HostFaults<String>(HostLimits())
            faults.fail("a")
            clock += 60.seconds
            faults.fail("b") shouldBe null
            faults.fail("c") shouldBe null
            clock += 59.seconds
            faults.fail("d").shouldNotBeNull()
            clock += 59.seconds
            faults.fail("e") shouldBe null
            clock += 60.seconds - 1.nanoseconds
            faults.isAtFault() shouldBe true
            clock += 1.nanoseconds
            faults.isAtFault() shouldBe false
            faults.fail("a") shouldBe null
            faults.isAtFault() shouldBe false
        }

        test("while it is at fault nobody is charged, so there is nothing more to forgive") {
            val faults = HostFaults<String>(HostLimits())
            listOf("a", "b", "c").forEach { faults.fail(it) }
            listOf("d", "e", "f", "g").forEach { faults.fail(it) shouldBe null }
            faults.isAtFault() shouldBe true
        }

        test("what weighs nothing counts for the host, and leaves nothing to forgive") {
            val faults = HostFaults<String>(HostLimits())
            faults.fail("a", Severity.NONE)
            faults.fail("b", Severity.NONE)
            faults.fail("c", Severity.NONE).shouldNotBeNull().shouldBeEmpty()
        }

        test("how many proxies it takes can be set") {
            val faults = HostFaults<String>(HostLimits(faults = 5))
            listOf("a", "b", "c", "d").forEach { faults.fail(it) shouldBe null }
            faults.fail("e").shouldNotBeNull()
        }

        test("without a memory no host is ever at fault") {
            val faults = HostFaults<String>(HostLimits(memory = 0.seconds))
            listOf("a", "b", "c", "d").forEach { faults.fail(it) shouldBe null }
            faults.isAtFault() shouldBe false
        }

        test("hosts are forgotten: the least recently used of too many, and those whose time is over") {
            val faults = HostFaults<String>(HostLimits(), maxHosts = 100)
            repeat(1000) {
                faults.fail("a", host = "host$it")
                faults.hostCount shouldBeLessThanOrEqual 100
            }
            clock += 60.seconds
            faults.fail("a")
            faults.hostCount shouldBe 1
        }

        test("J2 a clock that begins below zero or wraps changes nothing") {
            val histories =
                WrappingClock.all().map { wrapping ->
                    val faults = HostFaults<String>(HostLimits())
                    (0..300).map { step ->
                        wrapping += (step % 7).seconds * (step % 5)
                        val proxy = "proxy${step % 4}"
                        if (step % 11 == 0) faults.onSuccess("host")
                        val found = faults.onFailure("host", proxy, Severity.FULL, wrapping.markNow())
                        "${found.shown()} ${faults.isAtFault("host", wrapping.markNow())}"
                    }
                }
            histories.forEach { it shouldBe histories.first() }
            histories.first().any { "[" in it } shouldBe true
            histories.first().any { "false" in it } shouldBe true
        }
    })
