package dev.proxyrotator.samples.plumbing

import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.NullableOption
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.required
import com.github.ajalt.clikt.parameters.types.path
import dev.proxyrotator.source.ProxyList
import java.nio.file.Path
import kotlin.io.path.readLines
import kotlin.io.path.readText

/** What one tells a sample that is to do work of one's own: none of these options, or all of them that it needs. */
internal abstract class OwnOptions :
    OptionGroup("Work of your own", "Without these the sample shows what it does, against proxies on this machine.") {
    /** As URLs, with their passwords. */
    val proxies: List<String> by option("--proxies", metavar = "FILE")
        .existingFile()
        .convert { file ->
            val list = ProxyList.parse(file.readText())
            // They show nothing of the line, in which a password may be.
            if (list.problems.isNotEmpty()) fail(list.problems.joinToString("\n") { "$file: $it" })
            list.proxies.map { it.urlWithCredentials() }
        }.required()
        .help("Your proxies, in any form that the library reads.")
}

/** With a file of URLs beside the proxies. */
internal open class OwnLists : OwnOptions() {
    val urls: List<String> by option("--urls", metavar = "FILE")
        .existingFile()
        .convert { file -> linesOf(file).ifEmpty { fail("$file has no URL in it") } }
        .required()
        .help("The URLs, one a line; blank lines and those that begin with # are skipped.")
}

private fun NullableOption<String, String>.existingFile() =
    path(
        mustExist = true,
        canBeDir = false,
        mustBeReadable = true,
    )

private fun linesOf(file: Path): List<String> =
    file.readLines().map { it.trim() }.filter { it.isNotEmpty() && !it.startsWith("#") }
