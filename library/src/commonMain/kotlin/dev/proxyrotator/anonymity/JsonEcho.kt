package dev.proxyrotator.anonymity

import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private const val MANY_BRACKETS = 500
private const val ORIGIN_ALONE = "its \"origin\" may be what a proxy said: let it tell \"remote_addr\""

/** Reads an object with the fields in `headers` and the address beside them. */
internal fun readJsonEcho(text: String): EchoedRequest {
    val echo = parse(text)
    val headers = echo.named { it.equals("headers", ignoreCase = true) } as? JsonObject
    if (headers == null) throw UnreadableEchoException("its JSON has no object \"headers\"")
    val address = echo.named(::namesAddress) as? JsonPrimitive
    if (address == null) throw UnreadableEchoException(if ("origin" in echo) ORIGIN_ALONE else NO_ADDRESS)
    return EchoedRequest(address.content, headers.mapValues { (_, value) -> texts(value) })
}

private fun parse(text: String): JsonObject {
    // The parser calls itself for each of them, and whoever answers may be hostile.
    val brackets = text.count { it == '[' || it == '{' }
    if (brackets > MANY_BRACKETS) throw UnreadableEchoException("its JSON is nested too much")
    return try {
        Json.parseToJsonElement(text) as? JsonObject
    } catch (_: SerializationException) {
        // Its message quotes the text, in which the target may repeat what it was sent.
        null
    } ?: throw UnreadableEchoException("its JSON is malformed")
}

private fun JsonObject.named(isName: (String) -> Boolean): JsonElement? =
    entries.firstOrNull { (name, _) -> isName(name) }?.value

private fun texts(value: JsonElement): List<String> =
    when (value) {
        is JsonArray -> value.filterIsInstance<JsonPrimitive>().map { it.content }
        is JsonPrimitive -> listOf(value.content)
        is JsonObject -> emptyList()
    }
