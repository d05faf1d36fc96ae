package dev.proxyrotator.configuration

import dev.proxyrotator.event.LogLevel
import kotlinx.serialization.json.JsonPrimitive
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

private val decimal = Regex("[0-9]+(\\.[0-9]+)?")
private val whole = Regex("[0-9]+")

/** What the environment says; `null` for what it does not. */
internal class EnvironmentSettings(
    val logLevel: LogLevel?,
    val timeout: Duration?,
    val maxConcurrent: Int?,
    val maxRetries: Int?,
    val backoffFactor: Double?,
) {
    companion object {
        /** @throws InvalidConfigurationException which names every variable that is wrong */
        fun read(
            environment: Map<String, String>,
            prefix: String,
        ): EnvironmentSettings {
            val variables = Variables(environment, prefix)
            val logLevel =
                variables.find("LOG_LEVEL", "one of ${LogLevel.entries.joinToString()}") { text ->
                    LogLevel.entries.find { it.name.equals(text, ignoreCase = true) }
                }
            val timeout =
                variables.find("HTTP_TIMEOUT", "a number of seconds greater than 0, such as 30") { text ->
                    decimalOf(text)?.seconds?.takeIf { it > Duration.ZERO }
                }
            val maxConcurrent =
                variables.find("MAX_CONCURRENT", "a whole number of at least 1, such as 100") { text ->
                    wholeOf(text)?.takeIf { it >= 1 }
                }
            val maxRetries =
                variables.find("MAX_RETRIES", "a whole number of at least 0, such as 3") { text ->
                    wholeOf(text)?.takeIf { it < Int.MAX_VALUE }
                }
            val backoffFactor =
                variables.find("BACKOFF_FACTOR", "a number of at least 1, such as 1.5") { text ->
                    decimalOf(text)?.takeIf { it >= 1 && it.isFinite() }
                }
            variables.throwProblems()
            return EnvironmentSettings(logLevel, timeout, maxConcurrent, maxRetries, backoffFactor)
        }

        private fun decimalOf(text: String): Double? = text.takeIf(decimal::matches)?.toDouble()

        private fun wholeOf(text: String): Int? = text.takeIf(whole::matches)?.toIntOrNull()
    }
}

/** Collects what is wrong, so that all of it is told at once. */
private class Variables(
    private val environment: Map<String, String>,
    private val prefix: String,
) {
    private val problems = ArrayList<String>()

    fun <T : Any> find(
        name: String,
        expectation: String,
        read: (String) -> T?,
    ): T? {
        val text = environment[prefix + name] ?: return null
        val value = read(text)
        if (value == null) problems += wrongValue(prefix + name, shown(JsonPrimitive(text)), expectation).problems
        return value
    }

    fun throwProblems() {
        if (problems.isNotEmpty()) throw InvalidConfigurationException(problems)
    }
}
