package dev.proxyrotator.event

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class LogLevelTest :
    FunSpec({
        test("a level is read whatever the case of its letters") {
            LogLevel.entries.forEach { level ->
                listOf(level.name, level.name.lowercase(), " ${level.name} ").forEach { LogLevel.of(it) shouldBe level }
            }
        }

        test("an unknown level is refused with those there are") {
            listOf("", "WARNING", "debug1").forEach { text ->
                shouldThrow<IllegalArgumentException> { LogLevel.of(text) }.message shouldBe
                    "There is no log level '$text', only TRACE, DEBUG, INFO, WARN, ERROR, OFF"
            }
        }
    })
