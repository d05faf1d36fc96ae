package dev.proxyrotator.samples.demo

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.context
import com.github.ajalt.clikt.core.terminal
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.choice
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.path
import com.github.ajalt.clikt.parameters.types.restrictTo
import com.github.ajalt.mordant.terminal.Terminal
import dev.proxyrotator.selection.RotationStrategy

/** The command line; [options] after it was parsed. */
internal class DemoCommand(
    terminal: Terminal,
) : CliktCommand(name = "demo") {
    private val proxies by option(metavar = "FILE")
        .path(mustExist = true, canBeDir = false, mustBeReadable = true)
        .help("Your proxies, one a line, as a URL or host:port:user:password. Goes with --urls.")

    private val urls by option(metavar = "FILE")
        .path(mustExist = true, canBeDir = false, mustBeReadable = true)
        .help("The URLs to fetch, one a line. Goes with --proxies.")

    private val strategy by option(metavar = "NAME")
        .choice(*RotationStrategy.names.toTypedArray())
        .default(RotationStrategy.names.first())
        .help("${RotationStrategy.names.joinToString()}. Default ${RotationStrategy.names.first()}.")

    private val concurrency by option(metavar = "N")
        .int()
        .restrictTo(1..1000)
        .default(16)
        .help("How many URLs are fetched at once, 1 to 1000. Default 16.")

    private val json by option()
        .flag()
        .help("Print JSON lines and nothing else: one for each URL as it is done, and one at the end for the run.")

    init {
        context { this.terminal = terminal }
    }

    override fun help(context: Context) =
        """
        Fetches URLs through a rotating pool of proxies. Without files: 500 URLs of an origin on this machine,
        through four good proxies, a slow one and three broken ones, nothing of it over a network.

        In the files blank lines and lines that begin with # are skipped. All options go into one property of
        Maven's: mvn -q -Pdemo -Dargs="--proxies proxies.txt --urls urls.txt"
        """.trimIndent()

    override fun helpEpilog(context: Context) =
        "Exit status: 0 when every URL got a response (of the 500: the right one, byte for byte), 1 when one " +
            "did not, 2 for wrong options or files; then nothing is fetched."

    override fun run() {
        if (proxies != null && urls == null) throw UsageError("--proxies needs --urls FILE beside it")
        if (urls != null && proxies == null) throw UsageError("--urls needs --proxies FILE beside it")
    }

    fun options() =
        DemoOptions(
            files = proxies?.let { proxies -> urls?.let { InputFiles(proxies, it) } },
            strategy = strategy,
            concurrency = concurrency,
            json = json,
        )
}
