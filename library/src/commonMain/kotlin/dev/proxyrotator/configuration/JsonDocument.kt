package dev.proxyrotator.configuration

import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement

private val offsetOfError = Regex("at offset (\\d+)")

/**
 * Reads [text] as [section] says.
 *
 * @throws IllegalArgumentException which names all that is wrong, and no secret
 */
internal fun <B> readJson(
    text: String,
    section: Section<B>,
    files: ConfigurationFiles,
): B.() -> Unit {
    val document = parse(text)
    duplicateKey(text)?.let { throw InvalidConfigurationException(listOf("$it is there twice")) }
    return section.read(JsonValue(path = "", document, files))
}

private fun parse(text: String): JsonElement =
    try {
        Json.parseToJsonElement(text)
    } catch (malformed: SerializationException) {
        // Neither its message nor itself as a cause: both quote the text around the error.
        throw InvalidConfigurationException(listOf("the JSON is malformed${place(text, malformed)}"))
    }

private fun place(
    text: String,
    malformed: SerializationException,
): String {
    val offset =
        offsetOfError
            .find(malformed.message.orEmpty())
            ?.groupValues
            ?.get(1)
            ?.toIntOrNull() ?: return ""
    val before = text.take(offset)
    return " at line ${before.count { it == '\n' } + 1}, column ${before.length - before.lastIndexOf('\n')}"
}
