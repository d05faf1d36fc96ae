package dev.proxyrotator.proxy

private const val OCTETS = 4

internal fun readIpv4(text: String): Reading<String> {
    val octets = ipv4Octets(text)
    return when {
        octets == null -> {
            Reading.Flaw(
                "a host that ends in a number is an IPv4 address of four decimal octets from 0 to 255 without " +
                    "leading zeros",
            )
        }

        octets.all { it == 0 } -> {
            Reading.Flaw("0.0.0.0 is no address to connect to")
        }

        else -> {
            Reading.Value(text)
        }
    }
}

/** The four octets of an address in its only spelling here, or `null` when it is none. */
internal fun ipv4Octets(text: String): List<Int>? =
    text
        .split('.', limit = OCTETS + 1)
        .map { octetOrNull(it) ?: return null }
        .takeIf { it.size == OCTETS }

private fun octetOrNull(text: String): Int? =
    text
        .takeIf { it.length in 1..3 && it.all { digit -> digit in '0'..'9' } && (it.length == 1 || it[0] != '0') }
        ?.toInt()
        ?.takeIf { it <= UByte.MAX_VALUE.toInt() }
