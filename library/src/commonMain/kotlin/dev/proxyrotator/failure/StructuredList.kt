package dev.proxyrotator.failure

/**
 * A list in the sense of Structured Field Values (RFC 9651 §3.1), whose members are items: [members] is `null` for
 * whatever is none. Of the values only text and whole numbers are kept; the others are read over.
 */
internal class StructuredList(
    private val input: String,
) {
    class Member(
        val value: Value,
        val parameters: Map<String, Value>,
    )

    sealed interface Value

    class Text(
        val text: String,
        val isToken: Boolean,
    ) : Value

    class Whole(
        val value: Long,
    ) : Value

    /** A decimal, a date, a byte sequence, a boolean or a display string. */
    object Other : Value

    private class Junk : Exception("Not a structured list")

    private var position = 0
    private val isAtEnd: Boolean get() = position == input.length

    /** At the end a character that nothing begins with. */
    private val current: Char get() = if (isAtEnd) END else input[position]

    fun members(): List<Member>? =
        try {
            list()
        } catch (_: Junk) {
            null
        }

    private fun list(): List<Member> {
        val members = ArrayList<Member>()
        skip(" ")
        while (!isAtEnd) {
            members.add(Member(value(), parameters()))
            skip(" \t")
            if (isAtEnd) break
            expect(',')
            skip(" \t")
            if (isAtEnd) throw Junk()
        }
        return members
    }

    private fun parameters(): Map<String, Value> {
        if (current != ';') return emptyMap()
        val parameters = HashMap<String, Value>()
        while (current == ';') {
            position++
            skip(" ")
            val key = key()
            if (current == '=') {
                position++
                parameters[key] = value()
            } else {
                parameters[key] = Other
            }
        }
        return parameters
    }

    private fun key(): String {
        if (current !in 'a'..'z' && current != '*') throw Junk()
        return span { it in 'a'..'z' || it in '0'..'9' || it in "_-.*" }
    }

    private fun value(): Value =
        when (current) {
            '"' -> string()
            '-', in '0'..'9' -> number()
            '*', in 'A'..'Z', in 'a'..'z' -> Text(span { it in TOKEN || it.isLetterOrDigitInAscii() }, isToken = true)
            else -> other()
        }

    private fun other(): Value {
        when (next()) {
            '?' -> if (next() !in "01") throw Junk()
            ':' -> bytes()
            '@' -> if (number() !is Whole) throw Junk()
            '%' -> displayString()
            else -> throw Junk()
        }
        return Other
    }

    private fun string(): Value {
        position++
        val text = StringBuilder()
        while (true) {
            when (val char = next()) {
                '"' -> return Text(text.toString(), isToken = false)
                '\\' -> text.append(next().also { if (it !in "\"\\") throw Junk() })
                in ' '..'~' -> text.append(char)
                else -> throw Junk()
            }
        }
    }

    private fun number(): Value {
        val isNegative = current == '-'
        if (isNegative) position++
        val whole = span { it in '0'..'9' }
        if (whole.isEmpty() || whole.length > MAX_DIGITS) throw Junk()
        if (current != '.') return Whole(whole.toLong() * if (isNegative) -1 else 1)
        position++
        val fraction = span { it in '0'..'9' }
        if (fraction.length !in FRACTION || whole.length > MAX_DIGITS - FRACTION.last) throw Junk()
        return Other
    }

    private fun bytes() {
        span { it.isLetterOrDigitInAscii() || it in "+/=" }
        expect(':')
    }

    private fun displayString() {
        expect('"')
        span { it in ' '..'~' && it != '"' }
        expect('"')
    }

    private inline fun span(isPart: (Char) -> Boolean): String {
        val start = position
        while (!isAtEnd && isPart(input[position])) position++
        return input.substring(start, position)
    }

    private fun skip(blanks: String) {
        while (!isAtEnd && input[position] in blanks) position++
    }

    private fun next(): Char = if (isAtEnd) throw Junk() else input[position++]

    private fun expect(char: Char) {
        if (next() != char) throw Junk()
    }

    private fun Char.isLetterOrDigitInAscii() = this in 'a'..'z' || this in 'A'..'Z' || this in '0'..'9'

    private companion object {
        const val END = '\u0000'
        const val TOKEN = "!#$%&'*+-.^_`|~:/"
        const val MAX_DIGITS = 15
        val FRACTION = 1..3
    }
}
