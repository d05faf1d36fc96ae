package dev.proxyrotator.samples

import io.kotest.matchers.shouldBe
import java.io.ByteArrayOutputStream
import java.io.PrintStream

/**
 * The lines that the sample called [name] prints to standard output when it is run as Maven runs it, with `HOST` in place
 * of each host and port of this machine. It must come through.
 */
internal fun printedBy(
    name: String,
    vararg arguments: String,
): List<String> {
    val before = System.out
    val bytes = ByteArrayOutputStream()
    System.setOut(PrintStream(bytes, true, Charsets.UTF_8))
    try {
        run(samples.getValue(name), arguments.toList()) shouldBe 0
    } finally {
        System.setOut(before)
    }
    val text = bytes.toString(Charsets.UTF_8).trimEnd()
    return text.lines().map { line -> line.trimEnd().replace(Regex("127\\.0\\.0\\.1:\\d+"), "HOST") }
}
