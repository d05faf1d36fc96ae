package dev.proxyrotator.benchmarks.process

import java.net.URLDecoder
import java.net.URLEncoder

/** One line that a process of a benchmark tells the one that started it: names with values. */
internal class Answer(
    private val values: Map<String, String>,
) {
    constructor(vararg values: Pair<String, Any>) : this(values.associate { (name, value) -> name to value.toString() })

    operator fun get(name: String): String = values[name] ?: error("No '$name' in the answer '$this'")

    fun long(name: String): Long = get(name).toLong()

    override fun toString(): String =
        values.entries.joinToString(" ") { (name, value) -> "$name=${URLEncoder.encode(value, Charsets.UTF_8)}" }

    companion object {
        fun parse(line: String): Answer =
            Answer(
                line.split(' ').associate { pair ->
                    pair.substringBefore('=') to URLDecoder.decode(pair.substringAfter('='), Charsets.UTF_8)
                },
            )
    }
}
