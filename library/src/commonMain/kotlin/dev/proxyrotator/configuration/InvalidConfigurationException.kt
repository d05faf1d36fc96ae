package dev.proxyrotator.configuration

/** What is wrong with a configuration that was read; all of it at once, each [problems] with its place. */
internal class InvalidConfigurationException(
    val problems: List<String>,
    cause: Throwable? = null,
) : IllegalArgumentException(
        problems.singleOrNull() ?: problems.joinToString("\n- ", prefix = "${problems.size} things are wrong:\n- "),
        cause,
    )

/** What each of [readings] gives; when some fail, the problems of all of them. */
internal fun <T> readAll(readings: List<() -> T>): List<T> {
    val problems = ArrayList<String>()
    val results = ArrayList<T>(readings.size)
    readings.forEach { read ->
        try {
            results.add(read())
        } catch (invalid: InvalidConfigurationException) {
            problems.addAll(invalid.problems)
        }
    }
    if (problems.isNotEmpty()) throw InvalidConfigurationException(problems)
    return results
}

/** What is wrong with the value at [place]; [shown] is `null` where it may be a secret. */
internal fun wrongValue(
    place: String,
    shown: String?,
    expectation: String,
): InvalidConfigurationException {
    val what = if (shown == null) place else "$place is $shown; it"
    return InvalidConfigurationException(listOf("$what must be $expectation"))
}
