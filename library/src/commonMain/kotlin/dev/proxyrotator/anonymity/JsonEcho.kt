package dev.proxyrotator.anonymity

import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private const val MANY_BRACKETS = 500
private val addressKeys = setOf("remoteaddr", "remoteaddress", "address", "ip")

/** Reads an object with the fields in `headers` and the address beside them. */
internal fun readJsonEcho(text: String): EchoedRequest {
    val echo = parse(text)
    val headers =
        echo.named { it == "headers" } as? JsonObject
            ?: throw UnreadableEchoException("its JSON has no object \"headers\"")
    val address =
        (echo.named { it in addressKeys } as? JsonPrimitive)?.content
            ?: throw UnreadableEchoException(
                if ("origin" in
                    echo
                ) {
                    "its \"origin\" may be what a proxy said: let it tell \"remote_addr\""
                } else {
                    NO_ADDRESS
                },
            )
    return EchoedRequest(address, headers.mapValues { (_, value) -> texts(value) })
}

private fun parse(text: String): JsonObject {
    // The parser calls itself for each of them, and whoever answers may be hostile.
    if (text.count { it == '[' || it == '{' } >
        MANY_BRACKETS
    ) {
        throw UnreadableEchoException("its JSON is nested too much")
    }
    return try {
        Json.parseToJsonElement(text) as? JsonObject
    } catch (_: SerializationException) {
        // Its message quotes the text, in which the target may repeat what it was sent.
        null
    } ?: throw UnreadableEchoException("its JSON is malformed")
}

private fun JsonObject.named(isName: (String) -> Boolean): JsonElement? =
    entries.firstOrNull { (name, _) -> isName(name.filter(Char::isLetter).lowercase()) }?.value

private fun texts(value: JsonElement): List<String> =
    when (value) {
        is JsonArray -> value.filterIsInstance<JsonPrimitive>().map { it.content }
        is JsonPrimitive -> listOf(value.content)
        is JsonObject -> emptyList()
    }
