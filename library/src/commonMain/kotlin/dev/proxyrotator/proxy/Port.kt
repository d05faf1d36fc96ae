package dev.proxyrotator.proxy

private const val MAX_DIGITS = 5
internal val PORTS = 1..65535
internal const val PORT_FLAW = "the port is a decimal number from 1 to 65535"

internal fun readPort(text: String): Reading<Int> =
    when {
        text.isEmpty() -> Reading.Flaw("the port is missing")
        text.length > MAX_DIGITS || text.any { it !in '0'..'9' } -> Reading.Flaw(PORT_FLAW)
        text.length > 1 && text[0] == '0' -> Reading.Flaw("$PORT_FLAW, without leading zeros")
        text.toInt() !in PORTS -> Reading.Flaw(PORT_FLAW)
        else -> Reading.Value(text.toInt())
    }
