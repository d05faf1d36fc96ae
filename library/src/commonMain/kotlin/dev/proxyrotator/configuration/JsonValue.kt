package dev.proxyrotator.configuration

import kotlinx.serialization.json.JsonElement

/** Gives what is in a file that a configuration names; throws an [IllegalArgumentException] when it cannot. */
internal fun interface ConfigurationFiles {
    fun read(path: String): ByteArray
}

/** A value and where it stands, such as `retry.backoff.base`; the document itself stands at the empty path. */
internal class JsonValue(
    val path: String,
    val element: JsonElement,
    val files: ConfigurationFiles,
    private val isSecret: Boolean = false,
) {
    fun field(
        name: String,
        element: JsonElement,
    ) = JsonValue(if (path.isEmpty()) name else "$path.$name", element, files, isSecret)

    fun item(
        index: Int,
        element: JsonElement,
    ) = JsonValue("$path[$index]", element, files, isSecret)

    /** The same, never to be shown. */
    fun hidden() = JsonValue(path, element, files, isSecret = true)

    fun mustBe(expectation: String): InvalidConfigurationException =
        wrongValue(path.ifEmpty { "the document" }, if (isSecret) null else shown(element), expectation)

    /** Gives an [IllegalArgumentException] of [action] the path. */
    inline fun <T> naming(action: () -> T): T =
        try {
            action()
        } catch (named: InvalidConfigurationException) {
            throw named
        } catch (error: IllegalArgumentException) {
            throw InvalidConfigurationException(listOf("$path: ${error.message}"), error)
        }
}
