package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyValidationException
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull

/** Reads a JSON document, or one JSON document a line. */
internal fun readJson(
    text: String,
    findings: Findings,
) {
    requireModestJson(text, maxValues = VALUES_PER_ENTRY * findings.rules.maxEntries.toLong())
    val document = parsedOrNull(text)
    if (document != null) {
        document.toNode(line = null)?.let { readNode(it, findings) }
        return
    }
    val first = dataLines(text).firstOrNull()
    if (first == null || parsedOrNull(first.text) == null) refuse("it is not valid JSON")
    dataLines(text).forEach { line ->
        val element = parsedOrNull(line.text)
        when (val node = element?.toNode(line.number)) {
            null -> if (element == null) findings.entry(line.number) { failJson() }
            else -> readNode(node, findings)
        }
    }
}

private fun failJson(): Nothing = throw ProxyValidationException("it is not valid JSON")

private fun parsedOrNull(text: String): JsonElement? =
    try {
        Json.parseToJsonElement(text)
    } catch (_: SerializationException) {
        // Its message quotes the text.
        null
    }

private fun JsonElement.toNode(line: Int?): ListNode? =
    when (this) {
        is JsonPrimitive ->
            contentOrNull?.takeIf { isString || booleanOrNull == null }?.let {
                ListNode.Scalar(
                    it,
                    line,
                )
            }

        is JsonArray -> ListNode.Items(mapNotNull { it.toNode(line) }, line)

        is JsonObject -> ListNode.Fields(toNodes(line), line)
    }

private fun JsonObject.toNodes(line: Int?): Map<String, ListNode> {
    val nodes = LinkedHashMap<String, ListNode>(size)
    forEach { (key, value) -> value.toNode(line)?.let { nodes[key] = it } }
    return nodes
}

private const val VALUES_PER_ENTRY = 64L

/**
 * Looks over the text before it becomes objects, of which a hostile one makes a hundred times its size.
 *
 * @throws ListRefused if it is nested too deep or has too many values.
 */
private fun requireModestJson(
    text: String,
    maxValues: Long,
) {
    var depth = 0
    var values = 0L
    var index = 0
    while (index < text.length) {
        when (text[index]) {
            '"' -> {
                index = endOfString(text, index)
            }

            '{', '[' -> {
                depth++
                values++
            }

            '}', ']' -> {
                depth--
            }

            ',' -> {
                values++
            }
        }
        if (depth > MAX_DEPTH) refuse("it is nested deeper than $MAX_DEPTH levels")
        if (values > maxValues) refuse("it has too many values for a list: raise maxEntries")
        index++
    }
}

private fun endOfString(
    text: String,
    start: Int,
): Int {
    var index = start + 1
    while (index < text.length && text[index] != '"') index += if (text[index] == '\\') 2 else 1
    return index
}
