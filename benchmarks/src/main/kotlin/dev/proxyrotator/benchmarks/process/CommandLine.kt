package dev.proxyrotator.benchmarks.process

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.CliktError
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.parse
import kotlin.system.exitProcess

/** The status of a process whose command line was wrong. */
private const val WRONG_USAGE = 2

/** Runs this command and ends the process: with 2 when [arguments] are wrong, with 1 when a process failed. */
internal fun CliktCommand.runAndExit(arguments: Array<String>): Nothing {
    try {
        parse(arguments)
    } catch (error: CliktError) {
        echoFormattedHelp(error)
        exitProcess(if (error is UsageError) WRONG_USAGE else error.statusCode)
    } catch (error: ChildFailedException) {
        System.err.println(error.message)
        exitProcess(1)
    }
    exitProcess(0)
}
