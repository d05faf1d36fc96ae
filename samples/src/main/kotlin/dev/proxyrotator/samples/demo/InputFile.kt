package dev.proxyrotator.samples.demo

import dev.proxyrotator.proxy.ProxyValidationException
import java.io.IOException
import java.nio.charset.CharacterCodingException
import java.nio.file.Files
import java.nio.file.Path

/** One line of a file that was understood. */
internal class Entry<T>(
    val line: Int,
    val value: T,
)

/** One of the user's files. What is wrong goes to [problems] and ends nothing, so that one run tells all. */
internal class InputFile(
    private val path: Path,
    private val problems: MutableList<InputProblem>,
) {
    /** The lines that [parse] takes, in order. */
    fun <T> read(parse: (String) -> T): List<Entry<T>> = parse(text() ?: return emptyList(), parse)

    /** The same of a [text] that was read already. */
    fun <T> parse(
        text: String,
        parse: (String) -> T,
    ): List<Entry<T>> {
        val before = problems.size
        val entries =
            text.removePrefix(BYTE_ORDER_MARK).lines().mapIndexedNotNull { index, line ->
                if (line.isBlank() || line.trimStart().startsWith('#')) null else entry(index + 1, line.trim(), parse)
            }
        if (entries.isEmpty() &&
            problems.size == before
        ) {
            refuse(null, "has no line to use, only blank ones and comments")
        }
        return entries
    }

    /** Runs [use] on what is in [entry]; what it refuses is a problem of that line. */
    fun <T> check(
        entry: Entry<T>,
        use: (T) -> Unit,
    ) {
        entry(entry.line, entry.value, use)
    }

    private fun <T, R> entry(
        line: Int,
        value: T,
        use: (T) -> R,
    ): Entry<R>? =
        try {
            Entry(line, use(value))
        } catch (refused: ProxyValidationException) {
            // Its message repeats the input, redacted; the line number does as well.
            refuse(line, refused.reason + refused.position?.let { " (column ${it + 1})" }.orEmpty())
        } catch (refused: BadTarget) {
            refuse(line, refused.reason)
        }

    private fun text(): String? =
        try {
            Files.readString(path)
        } catch (_: CharacterCodingException) {
            refuse(null, "is not UTF-8 text")
        } catch (error: IOException) {
            refuse(null, "cannot be read: ${error.message}")
        }

    private fun refuse(
        line: Int?,
        reason: String,
    ): Nothing? {
        problems.add(InputProblem(path.toString(), line, reason))
        return null
    }

    private companion object {
        const val BYTE_ORDER_MARK = "\uFEFF"
    }
}
