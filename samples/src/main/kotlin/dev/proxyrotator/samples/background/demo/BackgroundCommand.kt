package dev.proxyrotator.samples.background.demo

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.path
import com.github.ajalt.clikt.parameters.types.restrictTo
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.samples.background.FetchItem
import dev.proxyrotator.source.ProxyList
import java.nio.file.Path

/** The command line; [work] after it was parsed. */
internal class BackgroundCommand : CliktCommand(name = "BackgroundFetch") {
    private val urls by option(metavar = "FILE")
        .path(mustExist = true, canBeDir = false, mustBeReadable = true)
        .help("The URLs to fetch, one a line.")

    private val proxies by option(metavar = "FILE")
        .path(mustExist = true, canBeDir = false, mustBeReadable = true)
        .help("Your proxies, in any form that the library reads.")

    private val state by option(metavar = "FOLDER")
        .path(canBeFile = false)
        .help("Where the journal and the bodies are. Let nobody else read it: the URLs are in it.")

    private val concurrency by option(metavar = "N")
        .int()
        .restrictTo(1..MOST_AT_ONCE)
        .default(DEFAULT_AT_ONCE)
        .help("How many URLs are fetched at once. Default $DEFAULT_AT_ONCE.")

    private val switches by option()
        .flag()
        .help(
            "Fetch only while 'network', 'unmetered' and 'charging' are all on: lines such as 'network on' switch them.",
        )

    override fun help(context: Context) =
        """
        Fetches URLs as a background job would: it may be killed at any time, and goes on when it is started again.
        Without options: shows that, on this machine alone.
        """.trimIndent()

    override fun helpEpilog(context: Context) =
        "Exit status: 0 when all is fetched, 1 when something never came, 2 for wrong options or files."

    override fun run() {
        val given = listOfNotNull(urls, proxies, state).size
        if (given in 1..2) throw UsageError("--urls, --proxies and --state go together")
        if (given == 0 && switches) throw UsageError("--switches goes with --urls, --proxies and --state")
    }

    /** `null` where the user has given nothing to do. */
    fun work(): BackgroundWork? {
        val urls = urls ?: return null
        return BackgroundWork(items(urls), proxies(checkNotNull(proxies)), checkNotNull(state), concurrency, switches)
    }

    private fun items(file: Path): List<FetchItem> =
        file
            .toFile()
            .readLines()
            .map { it.trim() }
            .filterNot { it.isEmpty() || it.startsWith('#') }
            .map(::itemOf)

    private fun proxies(file: Path): List<Proxy> {
        val list = ProxyList.parse(file.toFile().readText())
        list.problems.firstOrNull()?.let { throw UsageError("$file: $it") }
        if (list.proxies.isEmpty()) throw UsageError("$file: has no proxy")
        return list.proxies
    }

    private companion object {
        const val MOST_AT_ONCE = 1000
        const val DEFAULT_AT_ONCE = 4
    }
}
