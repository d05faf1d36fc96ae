package dev.proxyrotator.samples

import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.parse
import dev.proxyrotator.samples.background.WorkResult
import dev.proxyrotator.samples.background.demo.BackgroundCommand
import dev.proxyrotator.samples.background.demo.KillAndResume
import dev.proxyrotator.samples.background.demo.KillPoint
import kotlinx.coroutines.runBlocking
import java.io.IOException
import java.nio.file.Files
import kotlin.system.exitProcess

/**
 * `mvn -q -Pdemo -Dsample=BackgroundFetch`: a job in the background that is killed twice, once in the middle of a body,
 * and fetches nothing twice. The job itself is [FetchWorker][dev.proxyrotator.samples.background.FetchWorker].
 *
 * With lists of your own, and killed by you:
 * `mvn -q -Pdemo -Dsample=BackgroundFetch -Dargs="--urls urls.txt --proxies proxies.txt --state fetched"`.
 */
fun main(arguments: Array<String>) {
    exitProcess(backgroundFetch(arguments.toList()))
}

private const val SUCCESS = 0
private const val FAILURE = 1
private const val MISUSE = 2

private fun backgroundFetch(arguments: List<String>): Int {
    val command = BackgroundCommand()
    return try {
        command.parse(arguments)
        val work = command.work()
        val isDone = if (work == null) showKillAndResume() else runBlocking { work.run() } == WorkResult.SUCCESS
        if (isDone) SUCCESS else FAILURE
    } catch (ending: CliktError) {
        command.echoFormattedHelp(ending)
        if (ending.statusCode == 0) SUCCESS else MISUSE
    } catch (unusable: IOException) {
        // Of the files around the work; what befalls requests ends in its result.
        System.err.println(unusable)
        MISUSE
    }
}

private fun showKillAndResume(): Boolean {
    val folder = Files.createTempDirectory("background-fetch")
    try {
        println("8 files through 3 proxies, of which one is broken, in a process that will be killed twice.")
        val sizes = List(8) { index -> if (index == 4) 1_000_000 else 100_000 }
        val report = KillAndResume(folder, sizes, ::println).run(listOf(KillPoint(2), KillPoint(4, 600_000)))
        println("By the log of the origin:")
        report.table().forEach { println("    $it") }
        println(
            if (report.isProof) {
                "All ${report.paths.size} files are here, and nothing that was recorded was asked for again."
            } else {
                "That went wrong. Asked for again: ${report.askedAgain}; all files are here: ${report.isComplete}"
            },
        )
        return report.isProof
    } finally {
        folder.toFile().deleteRecursively()
    }
}
