package dev.proxyrotator.configuration

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

// What the parser lets pass without quotes is more than JSON's numbers, and what Kotlin reads as a number, too.
private val jsonNumber = Regex("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")

/** What a value may be, and what becomes of it. */
internal fun interface ValueType<out T> {
    /** @throws InvalidConfigurationException which names the path of what is wrong */
    fun read(value: JsonValue): T
}

/** [read] gives `null` for what is not as [expectation] says. */
internal fun <T : Any> valueType(
    expectation: String,
    read: (JsonElement) -> T?,
): ValueType<T> = ValueType { value -> read(value.element) ?: throw value.mustBe(expectation) }

internal fun <T, R> ValueType<T>.map(transform: (T) -> R): ValueType<R> =
    ValueType { value -> value.naming { transform(read(value)) } }

/** The same, but never shown in an error. */
internal fun <T> secret(type: ValueType<T>): ValueType<T> = ValueType { type.read(it.hidden()) }

internal fun <T : Any> orNull(type: ValueType<T>): ValueType<T?> =
    ValueType { if (it.element is JsonNull) null else type.read(it) }

internal fun <T> listOf(type: ValueType<T>): ValueType<List<T>> =
    ValueType { value ->
        val items = value.element as? JsonArray ?: throw value.mustBe("a list")
        readAll(items.mapIndexed { index, item -> { type.read(value.item(index, item)) } })
    }

internal fun <T> oneOrMore(type: ValueType<T>): ValueType<List<T>> {
    val several = listOf(type)
    return ValueType { if (it.element is JsonArray) several.read(it) else listOf(type.read(it)) }
}

/** An object whose keys are anybody's choice. */
internal fun <T> mapOf(type: ValueType<T>): ValueType<Map<String, T>> =
    ValueType { value ->
        val fields = value.element as? JsonObject ?: throw value.mustBe("an object")
        readAll(fields.map { (key, field) -> { key to type.read(value.field(shownKey(key), field)) } }).toMap()
    }

internal fun <T : Any> choice(values: Map<String, T>): ValueType<T> {
    val expectation = values.keys.joinToString(prefix = if (values.size > 1) "one of " else "") { "\"$it\"" }
    return valueType(expectation) { element -> textOf(element)?.let(values::get) }
}

/** A constant of an enumeration, as `return-last` for `RETURN_LAST`. */
internal inline fun <reified E : Enum<E>> oneOf(): ValueType<E> =
    choice(enumValues<E>().associateBy { it.name.lowercase().replace('_', '-') })

internal val text: ValueType<String> = valueType("a text in quotes", ::textOf)

internal val flag: ValueType<Boolean> = valueType("true or false") { unquoted(it)?.toBooleanStrictOrNull() }

internal val wholeNumber: ValueType<Int> = valueType("a whole number") { numberOf(it)?.toIntOrNull() }

internal val largeWholeNumber: ValueType<Long> = valueType("a whole number") { numberOf(it)?.toLongOrNull() }

internal val number: ValueType<Double> = valueType("a number") { numberOf(it)?.toDouble() }

internal val duration: ValueType<Duration> =
    valueType("a duration such as \"5s\", \"1m 30s\", \"PT5S\" or 5 for seconds") { element ->
        val quoted = textOf(element)
        if (quoted != null) Duration.parseOrNull(quoted) else numberOf(element)?.toDouble()?.seconds
    }

internal val pattern: ValueType<Regex> =
    valueType("a regular expression") { element ->
        textOf(element)?.let { expression -> runCatching { Regex(expression) }.getOrNull() }
    }

private val path: ValueType<String> = valueType("the path of a file", ::textOf)

internal val file: ValueType<ByteArray> = ValueType { value -> value.naming { value.files.read(path.read(value)) } }

// PEM is ASCII, and a comment around it that is not may be garbled.
internal val textFile: ValueType<String> = file.map(ByteArray::decodeToString)

private fun textOf(element: JsonElement): String? = (element as? JsonPrimitive)?.takeIf { it.isString }?.content

private fun unquoted(element: JsonElement): String? = (element as? JsonPrimitive)?.takeIf { !it.isString }?.content

private fun numberOf(element: JsonElement): String? = unquoted(element)?.takeIf(jsonNumber::matches)
