package dev.proxyrotator.proxy

private const val BASE = 36
private const val T_MIN = 1
private const val T_MAX = 26
private const val SKEW = 38
private const val DAMP = 700
private const val INITIAL_BIAS = 72
private const val INITIAL_N = 128
private const val LETTERS = 26

/**
 * Punycode (RFC 3492, 6.3) of a label of the basic plane, without the `xn--`.
 *
 * Quadratic in the length of [label], which the caller holds to [MAX_LABEL]; that also rules out an overflow.
 */
internal fun punycode(label: String): String {
    val basic = label.filter { it.code < INITIAL_N }
    val output = StringBuilder(basic)
    if (basic.isNotEmpty()) output.append('-')
    var bias = INITIAL_BIAS
    var delta = 0
    var handled = basic.length
    var n = INITIAL_N
    while (handled < label.length) {
        val next = label.filter { it.code >= n }.minOf { it.code }
        delta += (next - n) * (handled + 1)
        n = next
        for (char in label) {
            if (char.code < n) delta++
            if (char.code != n) continue
            output.appendVariableLength(delta, bias)
            bias = adapt(delta, handled + 1, first = handled == basic.length)
            delta = 0
            handled++
        }
        delta++
        n++
    }
    return output.toString()
}

private fun StringBuilder.appendVariableLength(
    delta: Int,
    bias: Int,
) {
    var rest = delta
    var k = BASE
    while (true) {
        val threshold = (k - bias).coerceIn(T_MIN, T_MAX)
        if (rest < threshold) break
        append(digit(threshold + (rest - threshold) % (BASE - threshold)))
        rest = (rest - threshold) / (BASE - threshold)
        k += BASE
    }
    append(digit(rest))
}

private fun digit(value: Int): Char = if (value < LETTERS) 'a' + value else '0' + (value - LETTERS)

private fun adapt(
    delta: Int,
    points: Int,
    first: Boolean,
): Int {
    var rest = if (first) delta / DAMP else delta / 2
    rest += rest / points
    var k = 0
    while (rest > (BASE - T_MIN) * T_MAX / 2) {
        rest /= BASE - T_MIN
        k += BASE
    }
    return k + (BASE - T_MIN + 1) * rest / (rest + SKEW)
}
