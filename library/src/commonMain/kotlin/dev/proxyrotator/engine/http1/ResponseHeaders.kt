package dev.proxyrotator.engine.http1

import io.ktor.http.Headers
import io.ktor.http.HttpHeaders

/**
 * The header fields of a response, in the order they came. A look-up goes through them one by one, which for the usual
 * dozen is faster than a map and costs no building.
 *
 * @param lines name, value, name, value …; not changed by anybody from now on.
 */
internal class ResponseHeaders(
    private val lines: Array<String>,
) : Headers {
    override val caseInsensitiveName: Boolean get() = true

    override fun isEmpty(): Boolean = lines.isEmpty()

    override fun get(name: String): String? {
        val at = find(name, from = 0)
        return if (at < 0) null else lines[at + 1]
    }

    override fun getAll(name: String): List<String>? {
        var at = find(name, from = 0)
        if (at < 0) return null
        val values = ArrayList<String>(1)
        while (at >= 0) {
            values += lines[at + 1]
            at = find(name, from = at + 2)
        }
        return values
    }

    override fun contains(name: String): Boolean = find(name, from = 0) >= 0

    override fun names(): Set<String> = merged().values.mapTo(LinkedHashSet()) { it.name }

    override fun entries(): Set<Map.Entry<String, List<String>>> =
        merged().values.associate { it.name to it.values as List<String> }.entries

    override fun forEach(body: (String, List<String>) -> Unit) = merged().values.forEach { body(it.name, it.values) }

    private fun find(
        name: String,
        from: Int,
    ): Int {
        for (at in from until lines.size step 2) {
            if (lines[at].length == name.length && lines[at].equals(name, ignoreCase = true)) return at
        }
        return -1
    }

    private class Field(
        val name: String,
    ) {
        val values = ArrayList<String>(1)
    }

    private fun merged(): Map<String, Field> {
        val fields = LinkedHashMap<String, Field>()
        for (at in lines.indices step 2) {
            fields.getOrPut(lines[at].lowercase()) { Field(lines[at]) }.values += lines[at + 1]
        }
        return fields
    }

    /** The same fields with the same values, whatever the case of the names and the order of different fields. */
    override fun equals(other: Any?): Boolean = other is Headers && byName(this) == byName(other)

    override fun hashCode(): Int = byName(this).hashCode()

    /** With the values, but for cookies. */
    override fun toString(): String =
        merged().values.joinToString(prefix = "Headers [", postfix = "]") { field ->
            val isCookie = field.name.equals(HttpHeaders.SetCookie, ignoreCase = true)
            "${field.name}=${if (isCookie) "***" else field.values}"
        }

    companion object {
        val Empty = ResponseHeaders(emptyArray())
    }
}

private fun byName(headers: Headers): Map<String, List<String>> =
    headers.entries().associate { (name, values) -> name.lowercase() to values }
