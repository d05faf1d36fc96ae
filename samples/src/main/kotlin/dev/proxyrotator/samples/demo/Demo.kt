package dev.proxyrotator.samples.demo

import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.parse
import com.github.ajalt.mordant.terminal.Terminal
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** The whole demo, but for the process around it. */
internal class Demo(
    private val terminal: Terminal,
) {
    /** The exit status for [arguments]. */
    suspend fun run(arguments: List<String>): Int {
        val command = DemoCommand(terminal)
        return try {
            command.parse(arguments)
            run(command.options())
        } catch (ending: CliktError) {
            command.echoFormattedHelp(ending)
            if (ending.statusCode == 0) SUCCESS else MISUSE
        } catch (bad: BadInput) {
            report(bad)
            MISUSE
        }
    }

    private suspend fun run(options: DemoOptions): Int {
        val workload = workload(options)
        try {
            val report = fetch(workload, options)
            show(report, workload, options)
            return if (report.isFullSuccess) SUCCESS else FAILURE
        } finally {
            withContext(NonCancellable) { workload.close() }
        }
    }

    private suspend fun fetch(
        workload: Workload,
        options: DemoOptions,
    ): RunReport =
        coroutineScope {
            val report = RunReport(workload.targets.size, if (options.files == null) "right" else "answered")
            val progress = if (options.json) NoProgress else progress(terminal, report.total)
            val ticker =
                launch {
                    while (true) {
                        delay(progress.interval)
                        progress.show(report)
                    }
                }
            try {
                workload.rotator.fetchAll(workload.targets, options.concurrency).collect {
                    report.add(it)
                    if (options.json) terminal.rawPrint(jsonLine(it).toLine() + "\n")
                }
            } finally {
                ticker.cancel()
                progress.end(report)
            }
            report
        }

    private fun show(
        report: RunReport,
        workload: Workload,
        options: DemoOptions,
    ) {
        val proxies = report.proxies(workload.rotator.pool, workload.labels)
        if (options.json) {
            terminal.rawPrint(jsonSummary(report, proxies).toLine() + "\n")
            return
        }
        terminal.println(proxyTable(proxies))
        val count = if (report.isFullSuccess) "All ${report.total}" else "${report.succeeded} of ${report.total}"
        val result = "$count ${report.successWord}, with ${report.attempts} attempts"
        terminal.println("$result, in ${report.elapsed.inWholeMilliseconds} ms")
    }

    private fun report(bad: BadInput) {
        bad.problems.take(MAX_PROBLEMS_SHOWN).forEach { terminal.println(it, stderr = true) }
        val more = bad.problems.size - MAX_PROBLEMS_SHOWN
        if (more > 0) terminal.println("and $more more", stderr = true)
    }

    private companion object {
        const val SUCCESS = 0
        const val FAILURE = 1
        const val MISUSE = 2
        const val MAX_PROBLEMS_SHOWN = 20
    }
}
