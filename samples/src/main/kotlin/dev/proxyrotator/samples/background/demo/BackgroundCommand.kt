package dev.proxyrotator.samples.background.demo

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.parameters.groups.cooccurring
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.required
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.path
import com.github.ajalt.clikt.parameters.types.restrictTo
import dev.proxyrotator.samples.plumbing.OwnLists

private const val MOST_AT_ONCE = 1000
private const val DEFAULT_AT_ONCE = 4

private class OwnWork : OwnLists() {
    val state by option("--state", metavar = "FOLDER")
        .path(canBeFile = false)
        .required()
        .help("Where the journal and the bodies are. Let nobody else read it: the URLs are in it.")

    val concurrency by option("--concurrency", metavar = "N")
        .int()
        .restrictTo(1..MOST_AT_ONCE)
        .default(DEFAULT_AT_ONCE)
        .help("How many URLs are fetched at once. Default $DEFAULT_AT_ONCE.")

    val switches by option("--switches")
        .flag()
        .help(
            "Fetch only while 'network', 'unmetered' and 'charging' are all on: lines such as 'network on' switch them.",
        )
}

/** The command line; [work] after it was parsed. */
internal class BackgroundCommand : CliktCommand(name = "BackgroundFetch") {
    private val own by OwnWork().cooccurring()

    override fun help(context: Context) =
        """
        Fetches URLs as a background job would: it may be killed at any time, and goes on when it is started again.
        Without options: shows that, on this machine alone.
        """.trimIndent()

    override fun helpEpilog(context: Context) =
        "Exit status: 0 when all is fetched, 1 when something never came, 2 for wrong options or files."

    override fun run() = Unit

    /** `null` where the user has given nothing to do. */
    fun work(): BackgroundWork? =
        own?.let { BackgroundWork(it.urls.map(::itemOf), it.proxies, it.state, it.concurrency, it.switches) }
}
