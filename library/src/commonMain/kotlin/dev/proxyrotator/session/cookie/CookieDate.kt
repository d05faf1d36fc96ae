package dev.proxyrotator.session.cookie

private const val FIRST_YEAR = 1601
private const val LAST_HOUR = 23
private const val LAST_MINUTE = 59
private const val MILLIS_PER_SECOND = 1000L
private const val SECONDS_PER_MINUTE = 60L
private const val MINUTES_PER_HOUR = 60L
private const val HOURS_PER_DAY = 24L
private const val MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
private const val MONTH_LENGTH = 3
private const val FEBRUARY = 2

/** Milliseconds from 1970 to the date that [text] names by the rules of RFC 6265 §5.1.1, or `null` if it names none. */
internal fun cookieDate(text: String): Long? {
    val fields = DateFields()
    var start = 0
    for (end in 0..text.length) {
        if (end == text.length || isDelimiter(text[end])) {
            if (end > start) fields.take(text.substring(start, end))
            start = end + 1
        }
    }
    return fields.toMillis()
}

private fun isDelimiter(char: Char): Boolean =
    char == '\t' || char in ' '..'/' || char in ';'..'@' || char in '['..'`' || char in '{'..'~'

/** A field is the first token that can be one, whatever the order. */
private class DateFields {
    private var time: List<Int>? = null
    private var day: Int? = null
    private var month: Int? = null
    private var year: Int? = null

    fun take(token: String) {
        val isTaken = takeTime(token) || takeDay(token) || takeMonth(token)
        if (!isTaken && year == null) year = readNumber(token, 2..4)?.let(::fullYear)
    }

    private fun takeTime(token: String): Boolean {
        if (time != null) return false
        time = readTime(token)
        return time != null
    }

    private fun takeDay(token: String): Boolean {
        if (day != null) return false
        day = readNumber(token, 1..2)
        return day != null
    }

    private fun takeMonth(token: String): Boolean {
        if (month != null) return false
        month = readMonth(token)
        return month != null
    }

    fun toMillis(): Long? {
        val (hour, minute, second) = time ?: return null
        if (hour > LAST_HOUR || minute > LAST_MINUTE || second > LAST_MINUTE) return null
        val days = epochDay(year ?: return null, month ?: return null, day ?: return null) ?: return null
        val minutes = (days * HOURS_PER_DAY + hour) * MINUTES_PER_HOUR + minute
        return (minutes * SECONDS_PER_MINUTE + second) * MILLIS_PER_SECOND
    }
}

/** The number at the start of [token] if it has so many digits and none follows. */
private fun readNumber(
    token: String,
    digits: IntRange,
): Int? {
    val number = token.takeWhile { it in '0'..'9' }
    return if (number.length in digits) number.toInt() else null
}

private fun readTime(token: String): List<Int>? {
    val parts = token.split(':', limit = 3)
    if (parts.size < 3 || parts.take(2).any { part -> part.any { it !in '0'..'9' } }) return null
    return parts.map { readNumber(it, 1..2) ?: return null }
}

private fun readMonth(token: String): Int? {
    if (token.length < MONTH_LENGTH) return null
    val at = MONTHS.indexOf(token.take(MONTH_LENGTH).lowercase())
    return if (at >= 0 && at % MONTH_LENGTH == 0) at / MONTH_LENGTH + 1 else null
}

private fun fullYear(year: Int): Int =
    when (year) {
        in 70..99 -> year + 1900
        in 0..69 -> year + 2000
        else -> year
    }

private fun epochDay(
    year: Int,
    month: Int,
    day: Int,
): Long? {
    if (year < FIRST_YEAR || day !in 1..daysOf(month, year)) return null
    val daysBeforeYear = (year - 1) * 365L + leapDaysBefore(year)
    val daysBeforeMonth = (1 until month).sumOf { daysOf(it, year) }
    return daysBeforeYear + daysBeforeMonth + day - 1 - DAYS_BEFORE_1970
}

private val DAYS_BEFORE_1970 = 1969 * 365L + leapDaysBefore(1970)

private fun leapDaysBefore(year: Int): Int = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400

private fun daysOf(
    month: Int,
    year: Int,
): Int =
    when (month) {
        FEBRUARY -> if (leapDaysBefore(year + 1) > leapDaysBefore(year)) 29 else 28
        4, 6, 9, 11 -> 30
        else -> 31
    }
