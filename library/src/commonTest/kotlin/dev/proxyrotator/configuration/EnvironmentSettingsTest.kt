package dev.proxyrotator.configuration

import dev.proxyrotator.event.LogLevel
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private fun read(vararg variables: Pair<String, String>) = EnvironmentSettings.read(mapOf(*variables), prefix = "")

private fun problemOf(
    name: String,
    value: String,
) = shouldThrow<IllegalArgumentException> { read(name to value) }.message

class EnvironmentSettingsTest :
    FunSpec({
        test("S4-20 N13 the five variables as users write them") {
            val settings =
                read(
                    "LOG_LEVEL" to "INFO",
                    "HTTP_TIMEOUT" to "30",
                    "MAX_CONCURRENT" to "100",
                    "MAX_RETRIES" to "3",
                    "BACKOFF_FACTOR" to "1.5",
                )
            settings.logLevel shouldBe LogLevel.INFO
            settings.timeout shouldBe 30.seconds
            settings.maxConcurrent shouldBe 100
            settings.maxRetries shouldBe 3
            settings.backoffFactor shouldBe 1.5
        }

        test("what is not set is not there, and other variables are not looked at") {
            val settings = read("HTTP_PROXY" to "http://p.example", "http_timeout" to "x", "PATH" to "/bin")
            listOf(
                settings.logLevel,
                settings.timeout,
                settings.maxConcurrent,
                settings.maxRetries,
                settings.backoffFactor,
            ).filterNotNull() shouldBe emptyList()
        }

        test("the limits of each") {
            read("HTTP_TIMEOUT" to "2.5").timeout shouldBe 2_500.milliseconds
            read("HTTP_TIMEOUT" to "0.001").timeout shouldBe 1.milliseconds
            read("MAX_CONCURRENT" to "1").maxConcurrent shouldBe 1
            read("MAX_RETRIES" to "0").maxRetries shouldBe 0
            read("MAX_RETRIES" to "2147483646").maxRetries shouldBe 2_147_483_646
            read("BACKOFF_FACTOR" to "1").backoffFactor shouldBe 1.0
            read("LOG_LEVEL" to "off").logLevel shouldBe LogLevel.OFF
        }

        test("a wrong value is named with its variable and what it must be") {
            problemOf("HTTP_TIMEOUT", "abc") shouldBe
                "HTTP_TIMEOUT is \"abc\"; it must be a number of seconds greater than 0, such as 30"
            problemOf("MAX_CONCURRENT", "0") shouldBe
                "MAX_CONCURRENT is \"0\"; it must be a whole number of at least 1, such as 100"
            problemOf("MAX_RETRIES", "-1") shouldBe
                "MAX_RETRIES is \"-1\"; it must be a whole number of at least 0, such as 3"
            problemOf("BACKOFF_FACTOR", "0.9") shouldBe
                "BACKOFF_FACTOR is \"0.9\"; it must be a number of at least 1, such as 1.5"
            problemOf("LOG_LEVEL", "LOUD") shouldBe
                "LOG_LEVEL is \"LOUD\"; it must be one of TRACE, DEBUG, INFO, WARN, ERROR, OFF"
        }

        test("nothing that only looks like a number passes") {
            val wrong = listOf("", " ", "1e3", "NaN", "Infinity", "+1", "1,5", "0x10", "1f", "١", "1 ", "1_000", "--1")
            for (value in wrong) {
                for (name in listOf("HTTP_TIMEOUT", "MAX_CONCURRENT", "MAX_RETRIES", "BACKOFF_FACTOR")) {
                    withClue("$name=$value") { shouldThrow<IllegalArgumentException> { read(name to value) } }
                }
            }
            for (value in listOf("0", "0.0", "0.0000000000001")) problemOf("HTTP_TIMEOUT", value)
            for (value in listOf("1.5", "2147483647", "99999999999")) problemOf("MAX_RETRIES", value)
            problemOf("BACKOFF_FACTOR", "9".repeat(400))
        }

        test("all that is wrong is told at once, under the names with their prefix") {
            val wrong = mapOf("APP_HTTP_TIMEOUT" to "", "APP_MAX_RETRIES" to "many\r", "MAX_CONCURRENT" to "none")
            val error =
                shouldThrow<InvalidConfigurationException> { EnvironmentSettings.read(wrong, prefix = "APP_") }
            error.problems shouldContainExactly
                listOf(
                    "APP_HTTP_TIMEOUT is \"\"; it must be a number of seconds greater than 0, such as 30",
                    "APP_MAX_RETRIES is \"many\\r\"; it must be a whole number of at least 0, such as 3",
                )
            error.message shouldBe error.problems.joinToString("\n- ", prefix = "2 things are wrong:\n- ")
        }

        test("what could be a URL with a password is not shown") {
            problemOf("HTTP_TIMEOUT", "http://user:hunter2@p.example") shouldBe
                "HTTP_TIMEOUT is ***; it must be a number of seconds greater than 0, such as 30"
        }
    })
