package dev.proxyrotator.samples.plumbing

import com.github.ajalt.clikt.command.SuspendingCliktCommand
import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.path
import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.source.ProxyList
import java.nio.file.Files
import java.nio.file.Path

/** What one may tell a sample. Without anything it runs against a farm of its own on this machine. */
internal abstract class SampleCommand(
    name: String,
    private val about: String,
) : SuspendingCliktCommand(name) {
    private val proxyFile by option("--proxies", metavar = "FILE")
        .path(mustExist = true, canBeDir = false, mustBeReadable = true)
        .help("Your proxies, one a line. Default: three on this machine, one of them broken.")

    override fun help(context: Context) = about

    /** Runs [own] with the user's proxies if there are some, and [demonstration] on a [farm] otherwise. */
    protected suspend fun run(
        farm: () -> LoopbackFarm,
        demonstration: suspend (LoopbackFarm) -> Unit,
        own: suspend (List<String>) -> Unit,
    ) {
        val proxies = ownProxies()
        if (proxies == null) farm().use { demonstration(it) } else own(proxies)
    }

    /** What [value] is, which goes with the user's own proxies. */
    protected fun <T : Any> needed(
        value: T?,
        option: String,
    ): T = value ?: throw UsageError("--proxies needs $option beside it")

    private fun ownProxies(): List<String>? {
        val file = proxyFile ?: return null
        val list = ProxyList.parse(Files.readString(file))
        // They show nothing of the line, in which a password may be.
        if (list.problems.isNotEmpty()) throw CliktError(list.problems.joinToString("\n"), statusCode = MISUSE)
        return list.proxies.map { it.urlWithCredentials() }
    }

    private companion object {
        const val MISUSE = 2
    }
}

/** A file of URLs, one a line; blank lines and those that begin with # are skipped. */
internal fun SampleCommand.urlFile() =
    option("--urls", metavar = "FILE")
        .path(mustExist = true, canBeDir = false, mustBeReadable = true)
        .help("The URLs, one a line. Goes with --proxies.")

internal fun linesOf(file: Path): List<String> =
    Files.readAllLines(file).map { it.trim() }.filter { it.isNotEmpty() && !it.startsWith("#") }
