package dev.proxyrotator.anonymity

import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private const val FORWARDED = "x-forwarded-for"
private val addressKeys = setOf("origin", "ip", "address", "remoteaddr", "remoteaddress", "clientip")

/** Reads an object with the fields in `headers` and the address beside them. */
internal fun readJsonEcho(text: String): EchoedRequest {
    val echo = parse(text)
    val headers =
        echo.named { it == "headers" } as? JsonObject
            ?: throw UnreadableEchoException("its JSON has no object \"headers\"")
    val addresses =
        (echo.named { it in addressKeys } as? JsonPrimitive)
            ?.content
            .orEmpty()
            .split(',')
            .map { it.trim() }
    val fields = headers.mapValues { (_, value) -> texts(value) }
    return EchoedRequest(addresses.last(), fields + forwarded(fields, addresses))
}

/** Some services put before the address what the proxies on the way say of theirs, and hide the field that said so. */
private fun forwarded(
    fields: Map<String, List<String>>,
    addresses: List<String>,
): Map<String, List<String>> =
    mapOf(FORWARDED to fields[FORWARDED].orEmpty() + addresses.dropLast(1)).filterValues { it.isNotEmpty() }

private fun parse(text: String): JsonObject =
    try {
        Json.parseToJsonElement(text) as? JsonObject
    } catch (_: SerializationException) {
        // Its message quotes the text, in which the target may repeat what it was sent.
        null
    } ?: throw UnreadableEchoException("its JSON is malformed")

private fun JsonObject.named(isName: (String) -> Boolean): JsonElement? =
    entries.firstOrNull { (name, _) -> isName(name.filter(Char::isLetter).lowercase()) }?.value

private fun texts(value: JsonElement): List<String> =
    when (value) {
        is JsonArray -> value.filterIsInstance<JsonPrimitive>().map { it.content }
        is JsonPrimitive -> listOf(value.content)
        is JsonObject -> emptyList()
    }
