package dev.proxyrotator.engine.http1

/** Calls [block] with the elements of a comma-separated list (RFC 9110, 5.6.1), empty ones included, trimmed. */
internal inline fun forEachElement(
    list: String,
    block: (start: Int, end: Int) -> Unit,
) {
    var start = 0
    while (start <= list.length) {
        var comma = start
        while (comma < list.length && list[comma] != ',') comma++
        var from = start
        while (from < comma && isOptionalSpace(list[from].code)) from++
        var to = comma
        while (to > from && isOptionalSpace(list[to - 1].code)) to--
        block(from, to)
        start = comma + 1
    }
}

/** Whether [list] from [start] until [end] is [token], in any case. */
internal fun isElement(
    list: String,
    start: Int,
    end: Int,
    token: String,
): Boolean = end - start == token.length && list.regionMatches(start, token, 0, token.length, ignoreCase = true)

/** The number that the digits from [start] until [end] write (1*DIGIT), or -1 when it is none or beyond a `Long`. */
internal fun decimalOrMinusOne(
    text: String,
    start: Int,
    end: Int,
): Long {
    if (start == end) return -1
    var number = 0L
    for (at in start until end) {
        val digit = text[at] - '0'
        if (digit !in 0..9 || number > (Long.MAX_VALUE - digit) / 10) return -1
        number = number * 10 + digit
    }
    return number
}
