package dev.proxyrotator.samples.background.demo

import dev.proxyrotator.samples.background.Condition
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import java.io.BufferedReader
import kotlin.concurrent.thread

/**
 * Stands in for a phone: lines such as `network on` and `charging off` switch what it has. An app listens to
 * `ConnectivityManager` and `BatteryManager` in its place.
 */
internal class SwitchedDevice(
    present: Set<Condition>,
) {
    private val current = MutableStateFlow(present)

    val conditions: StateFlow<Set<Condition>> = current.asStateFlow()

    /** Follows the lines of [input] to their end; those it does not understand change nothing. */
    fun follow(input: BufferedReader) {
        thread(isDaemon = true, name = "switches") { input.forEachLine(::switch) }
    }

    fun switch(line: String) {
        val (name, position) = line.trim().split(' ', limit = 2).takeIf { it.size == 2 } ?: return
        val condition = Condition.entries.find { it.name.equals(name, ignoreCase = true) } ?: return
        when (position) {
            "on" -> current.update { it + condition }
            "off" -> current.update { it - condition }
        }
    }
}
