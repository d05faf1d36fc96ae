package dev.proxyrotator.retry

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import io.ktor.util.date.GMTDate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.seconds

class RetryAfterTest :
    FunSpec({
        val now = GMTDate(784_111_777_000) // Sun, 06 Nov 1994 08:49:37 GMT

        fun parse(value: String?) = retryAfter(value) { now }

        test("G6 seconds and dates are understood") {
            parse("120") shouldBe 120.seconds
            parse(" 0 ") shouldBe Duration.ZERO
            parse("007") shouldBe 7.seconds
            parse("Sun, 06 Nov 1994 08:50:37 GMT") shouldBe 60.seconds
        }

        test("G6 a date in the past asks for no wait") {
            parse("Sun, 06 Nov 1994 08:00:00 GMT") shouldBe Duration.ZERO
            parse("Thu, 01 Jan 1970 00:00:00 GMT") shouldBe Duration.ZERO
        }

        test("G6 more seconds than a number holds are for ever") {
            parse("9".repeat(40)) shouldBe Duration.INFINITE
            parse(Long.MAX_VALUE.toString()) shouldBe Duration.INFINITE
            parse("31536000") shouldBe 365.days
        }

        test("G6 anything else is ignored") {
            val values =
                listOf(null, "", " ", "-1", "-0", "1.5", "1e3", "0x10", "soon", "+3", "٣", "3s", "1, 2", "12 34")
            val dates = listOf("Sun, 99 Nov 1994", "Sun, 06 Nov 99999 08:49:37 GMT", "GMT")
            (values + dates).forEach { withClue(it) { parse(it) shouldBe null } }
        }

        test("G6 no value makes it fail") {
            checkAll(Arb.string(0..60)) { text ->
                (parse(text) ?: Duration.ZERO) shouldBeGreaterThanOrEqualTo
                    Duration.ZERO
            }
        }

        test("J4 a wall clock a year off never makes a wait negative, nor turns seconds into something else") {
            for (off in listOf(365.days, -(365.days))) {
                val wrong = GMTDate(now.timestamp + off.inWholeMilliseconds)
                retryAfter("120") { wrong } shouldBe 120.seconds
                retryAfter("Sun, 06 Nov 1994 08:50:37 GMT") { wrong } shouldBe
                    (60.seconds - off).coerceAtLeast(Duration.ZERO)
            }
        }
    })
