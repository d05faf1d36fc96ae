package dev.proxyrotator.samples.demo

import dev.proxyrotator.samples.plumbing.standardTerminal
import dev.proxyrotator.samples.plumbing.untilInterrupted
import kotlin.system.exitProcess

/** `mvn -q -Pdemo`. */
fun main(arguments: Array<String>) {
    exitProcess(untilInterrupted { Demo(standardTerminal()).run(arguments.toList()) })
}
