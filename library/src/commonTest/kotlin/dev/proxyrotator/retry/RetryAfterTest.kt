package dev.proxyrotator.retry

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.util.date.GMTDate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

class RetryAfterTest :
    FunSpec({
        val now = GMTDate(784_111_777_000) // Sun, 06 Nov 1994 08:49:37 GMT

        fun parse(value: String?) = retryAfter(value) { now }

        test("seconds and dates are understood") {
            parse("120") shouldBe 120.seconds
            parse(" 0 ") shouldBe Duration.ZERO
            parse("Sun, 06 Nov 1994 08:50:37 GMT") shouldBe 60.seconds
        }

        test("a date in the past asks for no wait") {
            parse("Sun, 06 Nov 1994 08:00:00 GMT") shouldBe Duration.ZERO
        }

        test("more seconds than a number holds are for ever") {
            parse("9".repeat(40)) shouldBe Duration.INFINITE
        }

        test("anything else is ignored") {
            listOf(null, "", "-1", "1.5", "soon", "+3", "٣", "Sun, 99 Nov 1994").forEach { parse(it) shouldBe null }
        }
    })
