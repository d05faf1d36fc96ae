package dev.proxyrotator.health

import dev.proxyrotator.failure.FailureKind
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
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

class BreakerTest :
    FunSpec({
        val clock = TestTimeSource()
        val breaker = Breaker(HealthPolicy(), Random(1))

        fun BreakerState.fail(
            times: Int = 1,
            kind: FailureKind = FailureKind.CONNECT,
            onlyProxy: Boolean = false,
        ) = (1..times).fold(this) { state, _ -> breaker.onFailure(state, kind, clock.markNow(), onlyProxy) }

        fun BreakerState.succeed() = breaker.onSuccess(this, clock.markNow())

        test("opens on the fifth failure in a row, and a success in between starts the count anew") {
            BreakerState.Healthy.fail(4).health shouldBe ProxyHealth.HEALTHY
            BreakerState.Healthy
                .fail(4)
                .succeed()
                .fail(4)
                .health shouldBe ProxyHealth.HEALTHY
            BreakerState.Healthy.fail(5).health shouldBe ProxyHealth.COOLING_DOWN
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
            val open = BreakerState.Healthy.fail(5) as BreakerState.Open
            breaker.onDue(open).health shouldBe ProxyHealth.PROBING
            breaker.onDue(open).succeed().health shouldBe ProxyHealth.HEALTHY
            breaker.onDue(open).fail().health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("what was sent before the cool-down began changes nothing") {
            val open = BreakerState.Healthy.fail(5)
            open.succeed() shouldBeSameInstanceAs open
            open.fail(10) shouldBeSameInstanceAs open
        }

        test("every ten seconds of health after a recovery forget one cool-down") {
            var state = BreakerState.Healthy.fail(5)
            repeat(3) { state = breaker.onDue(state as BreakerState.Open).fail() }
            (state as BreakerState.Open).openings shouldBe 4
            val recovered = breaker.onDue(state).succeed()
            clock += 20.seconds
            (recovered.fail(5) as BreakerState.Open).openings shouldBe 3
            clock += 100.seconds
            (recovered.fail(5) as BreakerState.Open).openings shouldBe 1
        }

        test("refused credentials take the proxy out at once and for good") {
            val rejected = BreakerState.Healthy.fail(kind = FailureKind.AUTHENTICATION)
            rejected.health shouldBe ProxyHealth.AUTHENTICATION_REJECTED
            rejected.succeed().fail(10).health shouldBe ProxyHealth.AUTHENTICATION_REJECTED
        }

        test("statuses and removals are not held against the proxy") {
            BreakerState.Healthy.fail(10, FailureKind.STATUS).health shouldBe ProxyHealth.HEALTHY
            BreakerState.Healthy.fail(10, FailureKind.REMOVED).health shouldBe ProxyHealth.HEALTHY
        }

        test("the only proxy of a pool stays in on time-outs, but not when it refuses") {
            BreakerState.Healthy.fail(50, FailureKind.RESPONSE_TIMEOUT, onlyProxy = true).health shouldBe
                ProxyHealth.HEALTHY
            BreakerState.Healthy.fail(50, FailureKind.CONNECT_TIMEOUT, onlyProxy = true).health shouldBe
                ProxyHealth.HEALTHY
            BreakerState.Healthy.fail(5, FailureKind.CONNECT, onlyProxy = true).health shouldBe ProxyHealth.COOLING_DOWN
        }

        test("switched off, nothing takes a proxy out") {
            val off = Breaker(HealthPolicy(enabled = false), Random(1))
            FailureKind.entries.forEach { kind ->
                var state: BreakerState = BreakerState.Healthy
                repeat(10) { state = off.onFailure(state, kind, clock.markNow(), onlyProxy = false) }
                state shouldBeSameInstanceAs BreakerState.Healthy
            }
        }

        test("whatever happens, a cool-down never ends later than the longest one allows") {
            checkAll(Arb.list(Arb.element(FailureKind.entries - FailureKind.AUTHENTICATION), 0..60)) { kinds ->
                var state: BreakerState = BreakerState.Healthy
                for (kind in kinds) {
                    clock += 700.milliseconds
                    state = breaker.onFailure(state, kind, clock.markNow(), onlyProxy = false)
                    (state as? BreakerState.Open)?.let {
                        (it.until - clock.markNow()) shouldBeLessThanOrEqualTo 300.seconds
                        state = breaker.onDue(it)
                    }
                }
            }
        }
    })
