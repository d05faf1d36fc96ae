package dev.proxyrotator.event

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.microseconds

class EventLineTest :
    FunSpec({
        test("a line has its pairs in order and leaves out what is not known") {
            EventLine("call")
                .put("method", "GET")
                .put("status", null)
                .put("attempts", 2)
                .toString() shouldBe "call method=GET attempts=2"
        }

        test("durations are milliseconds with three decimals, whatever their size") {
            EventLine("x").millis("a", 1_500.microseconds).toString() shouldBe "x a_ms=1.500"
            EventLine("x").millis("a", Duration.ZERO).toString() shouldBe "x a_ms=0.000"
            EventLine("x").millis("a", 400.days).toString() shouldBe "x a_ms=34560000000.000"
            EventLine("x").millis("a", null).toString() shouldBe "x"
        }

        test("an error shows its class and that of its cause, and nothing it says") {
            val error = IllegalStateException("http://host/?token=secret", RuntimeException("secret"))
            EventLine("x").error(error).toString() shouldBe "x error=IllegalStateException cause=RuntimeException"
        }

        test("what would break the line or look like another pair is quoted") {
            EventLine("x").put("a", "b c").toString() shouldBe "x a=\"b c\""
            EventLine("x").put("a", "").toString() shouldBe "x a=\"\""
            EventLine("x").put("a", "b status=200").toString() shouldBe "x a=\"b status=200\""
            EventLine("x").put("a", "b\r\nc\"\\").toString() shouldBe "x a=\"b??c\\\"\\\\\""
        }

        test("a line is one line of a bounded length, whatever is in it") {
            checkAll(Arb.string(0, 2_000)) { value ->
                val line = EventLine("x").put("a", value + "\u2028\n\u0085").toString()
                line.lines().size shouldBe 1
                line.none { it.isISOControl() } shouldBe true
                line shouldNotContain "\u2028"
                line.length shouldBeLessThan 1_100
            }
        }
    })
