package dev.proxyrotator.engine.http1

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.long
import io.kotest.property.checkAll

class HeadBufferTest :
    FunSpec({
        test("what is refused leaves the buffer as it was") {
            val out = HeadBuffer().ascii("before")
            out.token("a b") shouldBe false
            out.token("") shouldBe false
            out.visible("a\tb") shouldBe false
            out.value("a\nb") shouldBe false
            shouldThrow<IllegalArgumentException> { out.ascii("a\r\n") }
            shouldThrow<IllegalArgumentException> { out.decimal(-1) }
            text(out.toByteArray()) shouldBe "before"
        }

        test("a number is written in decimal digits") {
            checkAll(Arb.long(0..Long.MAX_VALUE)) { number ->
                text(HeadBuffer().decimal(number).toByteArray()) shouldBe number.toString()
            }
            listOf(0, 9, 10, 99, 100, Long.MAX_VALUE).forEach { number ->
                text(HeadBuffer().decimal(number).toByteArray()) shouldBe number.toString()
            }
        }

        test("it grows with what is put in") {
            val out = HeadBuffer()
            repeat(1000) { out.ascii("line").bytes(wire("-end")).lineEnd() }
            text(out.toByteArray()) shouldBe "line-end\r\n".repeat(1000)
        }
    })
