package dev.proxyrotator.configuration

import kotlinx.serialization.json.JsonObject
import kotlin.reflect.KMutableProperty1

/** One option of a [B]: its name in a document, and what a value for it changes. */
internal class Option<in B>(
    val name: String,
    val read: (JsonValue) -> B.() -> Unit,
)

/** A property of a builder under its own name. */
internal fun <B, T> option(
    property: KMutableProperty1<B, T>,
    type: ValueType<T>,
): Option<B> = option(property.name, type) { property.set(this, it) }

internal fun <B, T> option(
    name: String,
    type: ValueType<T>,
    set: B.(T) -> Unit,
): Option<B> =
    Option(name) { value ->
        val read = type.read(value)
        val change: B.() -> Unit = { value.naming { set(read) } }
        change
    }

/**
 * An object of [options], all of them optional. What it reads changes no more than what the object names, and in the
 * order of [options], whatever theirs in the object.
 */
internal class Section<B>(
    private vararg val options: Option<B>,
) : ValueType<B.() -> Unit> {
    val names: List<String> = options.map { it.name }

    override fun read(value: JsonValue): B.() -> Unit {
        val known = "an object with any of ${names.joinToString()}"
        val fields = value.element as? JsonObject ?: throw value.mustBe(known)
        val strangers = (fields.keys - names.toSet()).map { key -> { refuse(value, key) } }
        val changes =
            options.mapNotNull { option ->
                fields[option.name]?.let { field -> { option.read(value.field(option.name, field)) } }
            }
        val all = readAll(strangers + changes)
        return { all.forEach { change -> change() } }
    }

    private fun refuse(
        value: JsonValue,
        key: String,
    ): Nothing {
        val path = value.field(shownKey(key), value.element).path
        throw InvalidConfigurationException(listOf("$path is unknown; known are ${names.joinToString()}"))
    }
}

/** An object of [section], in [fields] that it fills. */
internal fun <B> record(
    section: Section<B>,
    fields: () -> B,
): ValueType<B> =
    ValueType { value ->
        val change = section.read(value)
        fields().apply(change)
    }
