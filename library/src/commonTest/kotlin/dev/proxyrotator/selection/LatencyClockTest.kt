package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

class LatencyClockTest :
    FunSpec({
        test("a pool in which each proxy is used all the time goes by the time") {
            val clock = LatencyClock()
            var time = 0L
            repeat(1_000) { time = clock.advance(it * 10.milliseconds.inWholeNanoseconds, size = 3) }
            time shouldBe 9_990.milliseconds.inWholeNanoseconds
        }

        test("where each proxy is used once in a thousand seconds, twenty such rounds are ten seconds") {
            val clock = LatencyClock()
            var time = 0L
            repeat(20_001) { time = clock.advance(it * 1.seconds.inWholeNanoseconds, size = 1_000) }
            time shouldBe 10.seconds.inWholeNanoseconds
        }

        test("a night without requests makes nobody forget") {
            val clock = LatencyClock()
            clock.advance(1.seconds.inWholeNanoseconds, size = 10)
            val before = clock.advance(1.seconds.inWholeNanoseconds, size = 10)
            clock.advance(9.hours.inWholeNanoseconds, size = 10) - before shouldBe 50.milliseconds.inWholeNanoseconds
        }

        test("J2 a clock that is behind, or comes from before its origin, moves nothing back") {
            val clock = LatencyClock()
            val time = clock.advance(5.milliseconds.inWholeNanoseconds, size = 1)
            clock.advance(-7, size = 1) shouldBe time
            clock.advance(4.milliseconds.inWholeNanoseconds, size = 0) shouldBe time
        }
    })
