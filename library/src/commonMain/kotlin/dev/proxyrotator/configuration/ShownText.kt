package dev.proxyrotator.configuration

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private const val LONGEST = 60
private val plainKey = Regex("[A-Za-z][A-Za-z0-9_-]{0,39}")

/** How a value is shown in an error: what it holds, if it is short, printable and cannot be a URL with a password. */
internal fun shown(element: JsonElement): String =
    when (element) {
        is JsonObject -> "an object"
        is JsonArray -> "a list"
        is JsonPrimitive if '@' in element.content -> "***"
        is JsonPrimitive if element.content.length > LONGEST -> "a text of ${element.content.length} characters"
        is JsonPrimitive -> element.toString()
    }

/** How a key that nobody knows is shown: it may be a value in the wrong place. */
internal fun shownKey(key: String): String = if (plainKey.matches(key)) key else "***"
