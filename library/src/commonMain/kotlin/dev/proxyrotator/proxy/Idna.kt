package dev.proxyrotator.proxy

private const val ACE_PREFIX = "xn--"
private const val REFUSED = "a character of the host name has no single ASCII form: write the name in its xn-- form"
private const val MIXED = "a label of the host name mixes writing directions: write it in its xn-- form"

/**
 * Turns a label with letters beyond ASCII into its A-label (RFC 5890), strictly: only what every version of IDNA maps
 * alike is taken. That is a letter or digit of the basic plane that, in lower case, is its own NFKC form and case
 * folding; no combining marks, joiners, compatibility characters, sharp s or final sigma. The rest is for the caller
 * to write as `xn--`.
 */
internal fun toALabel(label: String): Reading<String> {
    val lower = CharArray(label.length) { lowerOrRefused(label[it]) }
    val refused = lower.indexOf(REFUSED_CHAR)
    val rightToLeft = lower.count { it in RIGHT_TO_LEFT }
    val text = lower.concatToString()
    return when {
        refused >= 0 -> Reading.Flaw(REFUSED, refused)
        rightToLeft != 0 && rightToLeft != lower.size -> Reading.Flaw(MIXED)
        text.startsWith(ACE_PREFIX) -> Reading.Flaw("a label that begins with xn-- has only ASCII characters")
        else -> limited(ACE_PREFIX + punycode(text))
    }
}

private fun limited(label: String): Reading<String> =
    if (label.length > MAX_LABEL) {
        Reading.Flaw("a label of the host name has at most $MAX_LABEL characters in its xn-- form")
    } else {
        Reading.Value(label)
    }

private const val REFUSED_CHAR = '\u0000'

private fun lowerOrRefused(char: Char): Char {
    if (char.code < ASCII_END) return char.lowercaseChar()
    val lower = if (FOLDING.holds(char)) char.lowercaseChar() else char
    return if (isLetterOrDigit(lower) && !UNSTABLE.holds(lower)) lower else REFUSED_CHAR
}

private fun isLetterOrDigit(char: Char): Boolean =
    when (char.category) {
        CharCategory.LOWERCASE_LETTER, CharCategory.OTHER_LETTER, CharCategory.DECIMAL_DIGIT_NUMBER -> true
        CharCategory.MODIFIER_LETTER -> char in WRITTEN_MODIFIERS
        else -> false
    }

private fun String.holds(char: Char): Boolean = (indices step 2).any { char in this[it]..this[it + 1] }

private val RIGHT_TO_LEFT = '\u0590'..'\u08ff'

// The other modifier letters are mostly superscripts; these are iteration and length marks of Thai, Lao and Japanese.
private const val WRITTEN_MODIFIERS = "\u0e46\u0ec6\u3005\u309d\u309e\u30fc\u30fd\u30fe"

/** First and last of the blocks whose capitals fold as in Unicode 3.2, on which IDNA 2003 stands. */
private const val FOLDING =
    "\u00c0\u00de\u0100\u012f\u0134\u0148\u014a\u017e\u0386\u03ab\u0400\u042f\u0460\u0481\u048a\u04bf" +
        "\u04d0\u04f5\u0531\u0556\u1e00\u1e95\u1ea0\u1ef9"

/** First and last of the ranges that NFKC, a case folding or a version of IDNA changes, with a few between them. */
private const val UNSTABLE =
    "\u00aa\u00ba\u00df\u00df\u0133\u0133\u0140\u0140\u0149\u0149\u017f\u017f\u01c6\u01cc\u01f3\u01f3" +
        "\u03c2\u03c2\u03d0\u03d6\u03f0\u03f5\u0587\u0587\u0660\u0669\u0675\u0678\u06f0\u06f9\u07c0\u07c9" +
        "\u0958\u095f\u09dc\u09df\u0a33\u0a5e\u0b5c\u0b5d\u0e33\u0e33\u0eb3\u0eb3\u0edc\u0edd\u0f43\u0f43" +
        "\u0f4d\u0f4d\u0f52\u0f52\u0f57\u0f57\u0f5c\u0f5c\u0f69\u0f69\u1100\u11ff\u1e9a\u1e9f\u1f71\u1fd3" +
        "\u1fe3\u1fe3\u1ff2\u214f\u309f\u309f\u30ff\u30ff\u3131\u318f\ua960\ua97f\ud7b0\uffff"
