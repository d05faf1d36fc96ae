package dev.proxyrotator.health

import dev.proxyrotator.failure.Severity
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.matchers.types.shouldBeSameInstanceAs
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

private val none = RecentOutcomes.NONE

class BreakerTest :
    FunSpec({
        val clock = TestTimeSource()
        val breaker = Breaker(HealthPolicy(), Random(1))

        fun BreakerState.fail(
            times: Int = 1,
            severity: Severity = Severity.FULL,
        ) = (1..times).fold(this) { state, _ ->
            breaker.onFailure(state, Breaker.Failure(severity), none, clock.markNow())
        }

        fun BreakerState.timeOutAlone(times: Int) =
            (1..times).fold(this) { state, _ ->
                val failure = Breaker.Failure(Severity.FULL, isTimeout = true, isOfOnlyProxy = true)
                breaker.onFailure(state, failure, none, clock.markNow())
            }

        fun BreakerState.succeed() = breaker.onSuccess(this, clock.markNow())

        fun BreakerState.due() = breaker.onDue(this as BreakerState.Open)

        fun BreakerState.forgive(
            quarters: Int,
            interception: Boolean = false,
        ) = breaker.forgive(this, quarters, interception)

        test("opens on the fifth failure in a row, and a success in between starts the count anew") {
            BreakerState.Healthy.fail(4).health shouldBe ProxyHealth.HEALTHY
            BreakerState.Healthy
                .fail(4)
                .succeed()
                .fail(4)
                .health shouldBe ProxyHealth.HEALTHY
            BreakerState.Healthy.fail(5).health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("four refusals for the target's sake weigh as much as one failure") {
            val worn = BreakerState.Healthy.fail(19, Severity.QUARTER)
            worn.health shouldBe ProxyHealth.HEALTHY
            worn.fail(1, Severity.QUARTER).health shouldBe ProxyHealth.COOLING_DOWN
            BreakerState.Healthy
                .fail(4)
                .fail(3, Severity.QUARTER)
                .health shouldBe ProxyHealth.HEALTHY
            BreakerState.Healthy
                .fail(4)
                .fail(4, Severity.QUARTER)
                .health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("opens when half of at least ten outcomes failed, though never five in a row") {
            var state: BreakerState = BreakerState.Healthy
            var recent = none
            repeat(4) {
                recent = breaker.withFailure(recent, Severity.FULL, 1.seconds)
                state = breaker.onFailure(state, Breaker.Failure(Severity.FULL), recent, clock.markNow())
                recent = breaker.withSuccess(recent, 1.seconds)
                state = breaker.onSuccess(state, clock.markNow())
            }
            recent = breaker.withSuccess(recent, 1.seconds)
            state.health shouldBe ProxyHealth.HEALTHY
            recent = breaker.withFailure(recent, Severity.FULL, 1.seconds)
            breaker.onFailure(state, Breaker.Failure(Severity.FULL), recent, clock.markNow()).health shouldBe
                ProxyHealth.COOLING_DOWN
            val wellBefore = breaker.withSuccess(recent, 1.seconds)
            breaker.onFailure(state, Breaker.Failure(Severity.FULL), wellBefore, clock.markNow()).health shouldBe
                ProxyHealth.HEALTHY
        }

        test("the first cool-down is 15 to 30 seconds, the next ones grow by as much, to at most 300") {
            var state = BreakerState.Healthy.fail(5)
            for (opening in 1..15) {
                val open = state.shouldBeInstanceOf<BreakerState.Open>()
                val full = (30.seconds * opening).coerceAtMost(300.seconds)
                val wait = open.until - clock.markNow()
                (wait in full / 2..full) shouldBe true
                state = breaker.onDue(open).fail()
            }
        }

        test("one successful probe closes it, one failed probe opens it again") {
            val open = BreakerState.Healthy.fail(5)
            open.due().health shouldBe ProxyHealth.PROBING
            open.due().succeed().health shouldBe ProxyHealth.HEALTHY
            open.due().fail().health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("a probe that reaches no target is asked again, at most four times") {
            val probing = BreakerState.Healthy.fail(5).due()
            probing.fail(3, Severity.QUARTER).health shouldBe ProxyHealth.PROBING
            probing.fail(4, Severity.QUARTER).health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("one probe at a time, unless it is lost") {
            val probing = BreakerState.Healthy.fail(5).due()
            breaker.mayProbe(probing, clock.markNow()) shouldBe true
            val sent = breaker.onProbe(probing, clock.markNow())
            breaker.mayProbe(sent, clock.markNow()) shouldBe false
            breaker.mayProbe(breaker.onProbeInVain(sent), clock.markNow()) shouldBe true
            clock += 60.seconds - 1.milliseconds
            breaker.mayProbe(sent, clock.markNow()) shouldBe false
            clock += 1.milliseconds
            breaker.mayProbe(sent, clock.markNow()) shouldBe true
        }

        test("what was sent before the cool-down began changes nothing") {
            val open = BreakerState.Healthy.fail(5)
            open.succeed() shouldBeSameInstanceAs open
            open.fail(10) shouldBeSameInstanceAs open
        }

        test("every ten seconds of health after a recovery forget one cool-down") {
            var state = BreakerState.Healthy.fail(5)
            repeat(3) { state = state.due().fail() }
            (state as BreakerState.Open).openings shouldBe 4
            val recovered = state.due().succeed()
            clock += 20.seconds
            (recovered.fail(5) as BreakerState.Open).openings shouldBe 3
            clock += 100.seconds
            (recovered.fail(5) as BreakerState.Open).openings shouldBe 1
        }

        test("after a recovery the share rises from a tenth to all of it in 30 seconds") {
            val recovered =
                BreakerState.Healthy
                    .fail(5)
                    .due()
                    .succeed()
            breaker.share(recovered, clock.markNow()) shouldBe (0.1 plusOrMinus 1e-9)
            clock += 15.seconds
            breaker.share(recovered, clock.markNow()) shouldBe (0.55 plusOrMinus 1e-9)
            breaker.share(recovered.fail(2), clock.markNow()) shouldBe (0.55 plusOrMinus 1e-9)
            clock += 15.seconds
            breaker.share(recovered, clock.markNow()) shouldBe 1.0
            breaker.share(BreakerState.Healthy, clock.markNow()) shouldBe 1.0
            val atOnce = Breaker(HealthPolicy(recovery = Recovery(slowStart = 0.seconds)), Random(1))
            atOnce.share(
                BreakerState.Healthy
                    .fail(5)
                    .due()
                    .succeed(),
                clock.markNow(),
            ) shouldBe 1.0
        }

        test("refused credentials take the proxy out at once and for good") {
            val rejected = BreakerState.Healthy.fail(severity = Severity.CREDENTIALS)
            rejected.health shouldBe ProxyHealth.AUTHENTICATION_REJECTED
            rejected
                .succeed()
                .fail(10)
                .fail(1, Severity.INTERCEPTION)
                .forgive(100, interception = true)
                .health shouldBe ProxyHealth.AUTHENTICATION_REJECTED
        }

        test("D3 an interception takes the proxy out at once, until it was the host's fault") {
            val quarantined = BreakerState.Healthy.fail(2).fail(severity = Severity.INTERCEPTION)
            quarantined.health shouldBe ProxyHealth.QUARANTINED
            quarantined.succeed().fail(10) shouldBeSameInstanceAs quarantined
            quarantined.forgive(4).health shouldBe ProxyHealth.QUARANTINED
            val forgiven = quarantined.forgive(4, interception = true).shouldBeInstanceOf<BreakerState.Closed>()
            forgiven.quarters shouldBe 4
            quarantined.fail(severity = Severity.CREDENTIALS).health shouldBe ProxyHealth.AUTHENTICATION_REJECTED
        }

        test("a quarantine that is lifted leaves the proxy where it was") {
            val open = BreakerState.Healthy.fail(5)
            val probing = breaker.onProbe(open.due(), clock.markNow())
            open.fail(1, Severity.INTERCEPTION).forgive(0, interception = true).health shouldBe
                ProxyHealth.COOLING_DOWN
            val again = probing.fail(1, Severity.INTERCEPTION).forgive(0, interception = true)
            again.health shouldBe ProxyHealth.PROBING
            breaker.mayProbe(again as BreakerState.Probing, clock.markNow()) shouldBe true
        }

        test("what was the host's fault is taken back, and a cool-down that rested on it") {
            (BreakerState.Healthy.fail(4).forgive(8) as BreakerState.Closed).quarters shouldBe 8
            val open = BreakerState.Healthy.fail(5).shouldBeInstanceOf<BreakerState.Open>()
            val closed = open.forgive(4).shouldBeInstanceOf<BreakerState.Closed>()
            closed.quarters shouldBe 16
            closed.openings shouldBe open.openings - 1
            closed.fail().health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("a cool-down that does not rest on it goes on to its end") {
            val strict = Breaker(HealthPolicy(failures = FailureLimits(threshold = 1)), Random(1))
            val open =
                strict
                    .onFailure(
                        BreakerState.Closed(quarters = 3, openings = 0, recoveredAt = null),
                        Breaker.Failure(Severity.FULL),
                        none,
                        clock.markNow(),
                    ).shouldBeInstanceOf<BreakerState.Open>()
            val still = strict.forgive(open, 2, interception = false).shouldBeInstanceOf<BreakerState.Open>()
            still.until shouldBe open.until
            strict.forgive(still, 2, interception = false).health shouldBe ProxyHealth.HEALTHY
        }

        test("a cool-down by the share of failures ends when that share was the host's") {
            var recent = none
            repeat(5) { recent = breaker.withSuccess(breaker.withFailure(recent, Severity.FULL, 1.seconds), 1.seconds) }
            val open = breaker.onFailure(BreakerState.Healthy, Breaker.Failure(Severity.FULL), recent, clock.markNow())
            open.health shouldBe ProxyHealth.COOLING_DOWN
            open.forgive(4).health shouldBe ProxyHealth.HEALTHY
        }

        test("a probe that failed at the host's fault is made once more") {
            val again =
                BreakerState.Healthy
                    .fail(5)
                    .due()
                    .fail()
            again.shouldBeInstanceOf<BreakerState.Open>().openings shouldBe 2
            val probing = again.forgive(4).shouldBeInstanceOf<BreakerState.Probing>()
            probing.openings shouldBe 1
            breaker.mayProbe(probing, clock.markNow()) shouldBe true
        }

        test("what weighs nothing changes nothing, and a success of a healthy proxy neither") {
            BreakerState.Healthy.fail(10, Severity.NONE) shouldBeSameInstanceAs BreakerState.Healthy
            BreakerState.Healthy.succeed() shouldBeSameInstanceAs BreakerState.Healthy
        }

        test("the only proxy of a pool stays in on time-outs and interceptions, but not when it refuses") {
            BreakerState.Healthy.timeOutAlone(50).health shouldBe ProxyHealth.HEALTHY
            val alone = { severity: Severity -> Breaker.Failure(severity, isOfOnlyProxy = true) }
            breaker.onFailure(
                BreakerState.Healthy,
                alone(Severity.INTERCEPTION),
                none,
                clock.markNow(),
            ) shouldBeSameInstanceAs
                BreakerState.Healthy
            var state: BreakerState = BreakerState.Healthy
            repeat(5) { state = breaker.onFailure(state, alone(Severity.FULL), none, clock.markNow()) }
            state.health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("switched off, nothing takes a proxy out") {
            val off = Breaker(HealthPolicy(enabled = false), Random(1))
            Severity.entries.forEach { severity ->
                var state: BreakerState = BreakerState.Healthy
                repeat(10) { state = off.onFailure(state, Breaker.Failure(severity), none, clock.markNow()) }
                state shouldBeSameInstanceAs BreakerState.Healthy
            }
        }

        test("a threshold as high as can be is never reached") {
            val lenient = Breaker(HealthPolicy(failures = FailureLimits(threshold = Int.MAX_VALUE)), Random(1))
            val worn = BreakerState.Closed(quarters = Int.MAX_VALUE - 2, openings = 0, recoveredAt = null)
            val state = lenient.onFailure(worn, Breaker.Failure(Severity.FULL), none, clock.markNow())
            state.health shouldBe ProxyHealth.HEALTHY
        }

        test("whatever happens, a cool-down never ends later than the longest one allows") {
            val severities = Arb.element(Severity.NONE, Severity.QUARTER, Severity.FULL)
            checkAll(Arb.list(severities, 0..60)) { failures ->
                var state: BreakerState = BreakerState.Healthy
                for (severity in failures) {
                    clock += 700.milliseconds
                    state = state.fail(1, severity)
                    (state as? BreakerState.Open)?.let {
                        (it.until - clock.markNow()) shouldBeLessThanOrEqualTo 300.seconds
                        state = breaker.onDue(it)
                    }
                }
            }
        }

        test("forgiving all that was charged leaves a proxy that never failed") {
            checkAll(Arb.list(Arb.element(Severity.QUARTER, Severity.FULL, Severity.INTERCEPTION), 1..30)) { failures ->
                val state = failures.fold<Severity, BreakerState>(BreakerState.Healthy) { it, one -> it.fail(1, one) }
                val forgiven = state.forgive(failures.sumOf { it.quarters }, interception = true)
                (forgiven as BreakerState.Closed).quarters shouldBe 0
                forgiven.openings shouldBe 0
            }
        }

        test("J2 a clock that begins below zero or wraps changes nothing") {
            val histories =
                WrappingClock.all().map { wrapping ->
                    val own = Breaker(HealthPolicy(), Random(1))
                    var state: BreakerState = BreakerState.Healthy
                    (0..200).map { step ->
                        wrapping += 1.seconds
                        val now = wrapping.markNow()
                        (state as? BreakerState.Open)?.let { if (it.until <= now) state = own.onDue(it) }
                        val fails = step % 40 < 8
                        val failure = Breaker.Failure(Severity.FULL)
                        state = if (fails) own.onFailure(state, failure, none, now) else own.onSuccess(state, now)
                        "${state.health} ${own.share(state, now)}"
                    }
                }
            histories.forEach { withClue(it) { it shouldBe histories.first() } }
        }
    })
