package dev.proxyrotator.proxy

internal const val MAX_NAME = 253
internal const val MAX_LABEL = 63

/** Reads a host name: letters, digits, hyphens and underscores, or letters beyond ASCII as [toALabel] takes them. */
internal fun readDomainName(text: String): Reading<String> {
    val name = text.removeSuffix(".")
    if (name.length > MAX_NAME) return Reading.Flaw("a host name has at most $MAX_NAME characters")
    var start = 0
    val labels =
        name.split('.').map { label ->
            when (val reading = readLabel(label)) {
                is Reading.Flaw -> return Reading.Flaw(reading.reason, start + reading.at)
                is Reading.Value -> reading.value.also { start += label.length + 1 }
            }
        }
    val host = labels.joinToString(".")
    return if (host.length > MAX_NAME) {
        Reading.Flaw("a host name has at most $MAX_NAME characters in its xn-- form")
    } else {
        Reading.Value(host)
    }
}

private fun readLabel(label: String): Reading<String> {
    val odd = label.indexOfFirst { it.code < ASCII_END && !isNameCharacter(it) }
    return when {
        label.isEmpty() -> {
            Reading.Flaw("a label of the host name is empty")
        }

        odd >= 0 -> {
            Reading.Flaw("a host name has only letters, digits, hyphens, underscores and dots between labels", odd)
        }

        label.startsWith('-') -> {
            Reading.Flaw("a label of the host name begins with a hyphen")
        }

        label.endsWith('-') -> {
            Reading.Flaw("a label of the host name ends in a hyphen", label.lastIndex)
        }

        label.length > MAX_LABEL -> {
            Reading.Flaw("a label of the host name has at most $MAX_LABEL characters")
        }

        label.all { it.code < ASCII_END } -> {
            Reading.Value(label.lowercase())
        }

        else -> {
            toALabel(label)
        }
    }
}

internal const val ASCII_END = 0x80

private fun isNameCharacter(char: Char): Boolean =
    char in 'a'..'z' || char in 'A'..'Z' || char in '0'..'9' || char == '-' || char == '_'
