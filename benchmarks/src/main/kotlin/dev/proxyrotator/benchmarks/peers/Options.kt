package dev.proxyrotator.benchmarks.peers

import com.github.ajalt.clikt.parameters.options.OptionWithValues
import com.github.ajalt.clikt.parameters.options.RawOption
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.types.choice
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.restrictTo

/** A number within [range]. */
internal fun RawOption.number(
    default: Int,
    range: IntRange,
    meaning: String,
): OptionWithValues<Int, Int, Int> =
    int()
        .restrictTo(range)
        .default(default)
        .help("$meaning ${range.first} to ${range.last}, default $default.")

/** The name of one client. */
internal fun RawOption.client(): OptionWithValues<String, String, String> =
    choice(*PeerCatalog.names.toTypedArray())
        .default(FACADE)
        .help("The client to measure: ${PeerCatalog.names.joinToString()}. Default $FACADE.")
