package dev.proxyrotator.engine.authentication

import dev.proxyrotator.engine.http1.isFieldValue
import dev.proxyrotator.engine.http1.isOptionalSpace
import dev.proxyrotator.engine.http1.isToken

private const val MAX_LINE = 16 * 1024
private const val MAX_VALUE = 1024
private const val MAX_PARAMETERS = 32
private const val MAX_CHALLENGES = 16

/**
 * The challenges of all [lines] of a field, in their order. Behind a flaw nothing more of its line is read, and the
 * challenge it stands in is one that must not be answered.
 */
internal fun readChallenges(lines: List<String>): List<Challenge> {
    val challenges = ArrayList<Challenge>()
    for (line in lines) {
        if (line.length <= MAX_LINE) ChallengeReader(line, challenges).read()
        if (challenges.size >= MAX_CHALLENGES) break
    }
    return challenges
}

/** Reads one line. A comma stands between challenges and between the parameters of one: what follows it tells which. */
private class ChallengeReader(
    private val line: String,
    private val challenges: MutableList<Challenge>,
) {
    private var at = 0
    private var scheme: String? = null
    private var parameters: MutableMap<String, String>? = null

    fun read() {
        do {
            skipSeparators()
        } while (at < line.length && challenges.size < MAX_CHALLENGES && readElement())
        finishChallenge()
    }

    /** Whether what follows can be read on. */
    private fun readElement(): Boolean {
        val start = at
        val name = token()
        if (name.isEmpty()) return flaw()
        skipSpace()
        if (peek() == '=') return readParameter(name)
        at = start + name.length
        finishChallenge()
        return beginChallenge(name)
    }

    private fun beginChallenge(name: String): Boolean {
        scheme = name.lowercase()
        parameters = HashMap()
        if (isAtEndOfElement()) return true
        if (peek() != ' ') return flaw()
        skipSpace()
        if (isAtEndOfElement()) return true
        val start = at
        if (skipToken68()) return true
        at = start
        val parameter = token()
        skipSpace()
        return if (parameter.isNotEmpty() && peek() == '=') readParameter(parameter) else flaw()
    }

    private fun readParameter(name: String): Boolean {
        at++
        skipSpace()
        val value = if (peek() == '"') quotedString() else token().ifEmpty { null }
        skipSpace()
        if (value == null || !isAtEndOfElement() || scheme == null) return flaw()
        val known = parameters ?: return true
        val isDoubtful = value.length > MAX_VALUE || known.size == MAX_PARAMETERS
        if (isDoubtful || known.put(name.lowercase(), value) != null) parameters = null
        return true
    }

    /** Credentials of schemes that are not spoken here, in one piece; nothing else may follow in the challenge. */
    private fun skipToken68(): Boolean {
        val start = at
        while (at < line.length && isToken68(line[at])) at++
        if (at == start) return false
        while (peek() == '=') at++
        skipSpace()
        if (!isAtEndOfElement()) return false
        parameters = null
        return true
    }

    private fun quotedString(): String? {
        val text = StringBuilder()
        at++
        while (at < line.length) {
            var char = line[at++]
            if (char == '"') return text.toString()
            if (char == '\\') char = line.getOrNull(at++) ?: return null
            if (char.code > LAST_OCTET || !isFieldValue(char.code)) return null
            text.append(char)
        }
        return null
    }

    private fun token(): String {
        val start = at
        while (at < line.length && line[at].code <= LAST_OCTET && isToken(line[at].code)) at++
        return line.substring(start, at)
    }

    private fun finishChallenge() {
        scheme?.let { challenges.add(Challenge(it, parameters)) }
        scheme = null
    }

    private fun flaw(): Boolean {
        parameters = null
        return false
    }

    private fun skipSeparators() {
        while (at < line.length && (line[at] == ',' || isOptionalSpace(line[at].code))) at++
    }

    private fun skipSpace() {
        while (at < line.length && isOptionalSpace(line[at].code)) at++
    }

    private fun isAtEndOfElement() = at == line.length || line[at] == ','

    private fun peek(): Char? = line.getOrNull(at)

    private fun isToken68(char: Char) = char in 'a'..'z' || char in 'A'..'Z' || char in '0'..'9' || char in "-._~+/"

    private companion object {
        const val LAST_OCTET = 0xff
    }
}
