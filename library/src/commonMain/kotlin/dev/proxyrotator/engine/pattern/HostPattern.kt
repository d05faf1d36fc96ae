package dev.proxyrotator.engine.pattern

import dev.proxyrotator.proxy.Reading
import dev.proxyrotator.proxy.readHost

/**
 * The URLs of the hosts that [pattern] describes, in any spelling and with any port: a name, an address, or a name in
 * which `*` stands for what is within a label and `**` for labels as well.
 *
 * @throws IllegalArgumentException saying what is wrong with [pattern]
 */
internal class HostPattern(
    pattern: String,
) : UrlPattern {
    private val glob = Glob(normal(pattern), separator = '.')

    override fun matches(url: UrlParts): Boolean = glob.matches(url.host)

    private companion object {
        fun normal(pattern: String): String =
            if ('*' in pattern) {
                pattern.removeSuffix(".").split('.').joinToString(".") { normalLabel(pattern, it) }
            } else {
                read(pattern, pattern)
            }

        fun normalLabel(
            pattern: String,
            label: String,
        ): String {
            if ('*' !in label) return read(pattern, label)
            val isPlain = label.all { it in 'a'..'z' || it in 'A'..'Z' || it in '0'..'9' || it in "-_*" }
            require(isPlain) { flaw(pattern, "beside a * there are only ASCII letters, digits and hyphens in a label") }
            return label.lowercase()
        }

        fun read(
            pattern: String,
            part: String,
        ): String =
            when (val reading = if (part.isNotEmpty() && part != pattern) readLabel(part) else readHost(part)) {
                is Reading.Value -> reading.value
                is Reading.Flaw -> throw IllegalArgumentException(flaw(pattern, reading.reason))
            }

        /** A label that is a number is no address of its own. */
        fun readLabel(label: String): Reading<String> =
            if (label.all { it in '0'..'9' }) Reading.Value(label) else readHost(label)

        fun flaw(
            pattern: String,
            reason: String,
        ): String = if ('@' in pattern) "A host pattern is not valid: $reason" else "\"$pattern\" is no host: $reason"
    }
}
