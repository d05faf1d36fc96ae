package dev.proxyrotator.proxy

private const val GROUPS = 8
private const val MAX_ZONE = 64
private const val NOT_IPV6 = "not an IPv6 address (RFC 4291)"

/** Reads an address without brackets, with or without a zone (`fe80::1%eth0`, RFC 4007), and prints it as RFC 5952 says. */
internal fun readIpv6(text: String): Reading<String> {
    val zoneStart = text.indexOf('%')
    val address = if (zoneStart < 0) text else text.substring(0, zoneStart)
    val zone = if (zoneStart < 0) "" else text.substring(zoneStart)
    val groups = ipv6Groups(address)
    return when {
        groups == null -> {
            Reading.Flaw(NOT_IPV6)
        }

        groups.all { it == 0 } || isMappedUnspecified(groups) -> {
            Reading.Flaw(":: is no address to connect to")
        }

        zoneStart >= 0 && !isZone(zone.drop(1)) -> {
            Reading.Flaw("an IPv6 zone is 1 to $MAX_ZONE ASCII letters, digits, '.', '_', '~' or '-'", zoneStart)
        }

        else -> {
            Reading.Value(printIpv6(groups) + zone)
        }
    }
}

private fun isZone(text: String): Boolean =
    text.length in 1..MAX_ZONE && text.all { it in 'a'..'z' || it in 'A'..'Z' || it in '0'..'9' || it in "._~-" }

/** The eight groups of an address without brackets and zone, or `null` when it is none. */
internal fun ipv6Groups(text: String): List<Int>? {
    if (text.length > "0000:0000:0000:0000:0000:0000:255.255.255.255".length) return null
    val halves = text.split("::", limit = 3).map { half -> if (half.isEmpty()) emptyList() else half.split(':') }
    if (halves.size > 2) return null
    val read = halves.mapIndexed { i, half -> readGroups(half, mayEndInIpv4 = i == halves.lastIndex) ?: return null }
    return if (halves.size == 2) expandGap(read[0], read[1]) else read[0].takeIf { it.size == GROUPS }
}

private fun expandGap(
    before: List<Int>,
    after: List<Int>,
): List<Int>? {
    val missing = GROUPS - before.size - after.size
    return if (missing > 0) before + List(missing) { 0 } + after else null
}

private fun readGroups(
    parts: List<String>,
    mayEndInIpv4: Boolean,
): List<Int>? =
    parts.flatMapIndexed { i, part ->
        val octets = if (mayEndInIpv4 && i == parts.lastIndex) ipv4Octets(part) else null
        when {
            octets != null -> listOf((octets[0] shl 8) or octets[1], (octets[2] shl 8) or octets[3])
            part.length in 1..4 && part.all(::isHexDigit) -> listOf(part.toInt(radix = 16))
            else -> return null
        }
    }

private fun isMapped(groups: List<Int>): Boolean = groups.take(5).all { it == 0 } && groups[5] == 0xffff

private fun isMappedUnspecified(groups: List<Int>): Boolean = isMapped(groups) && groups[6] == 0 && groups[7] == 0

private fun printIpv6(groups: List<Int>): String {
    if (isMapped(groups)) {
        val octets = groups.drop(6).flatMap { listOf(it ushr 8, it and 0xff) }
        return "::ffff:" + octets.joinToString(".")
    }
    val gap = longestZeroRun(groups) ?: return printGroups(groups)
    return printGroups(groups.take(gap.first)) + "::" + printGroups(groups.drop(gap.last + 1))
}

private fun printGroups(groups: List<Int>): String = groups.joinToString(":") { it.toString(radix = 16) }

// RFC 5952 4.2: the longest run, the first of equals, and never a single group.
private fun longestZeroRun(groups: List<Int>): IntRange? {
    val runs = groups.indices.map { start -> start until start + groups.drop(start).takeWhile { it == 0 }.size }
    return runs.maxBy { it.count() }.takeIf { it.count() > 1 }
}
