package dev.proxyrotator.retry

import io.ktor.http.fromHttpToGmtDate
import io.ktor.util.date.GMTDate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/**
 * The wait that a `Retry-After` value asks for (RFC 9110 §10.2.3: seconds or an HTTP date), or `null` when it is absent
 * or no valid value. A date in the past is zero. A date is as wrong as the clock of this machine is, so the caller
 * limits what it does with it.
 */
internal fun retryAfter(
    value: String?,
    wallClock: () -> GMTDate,
): Duration? {
    val text = value?.trim().orEmpty()
    if (text.isEmpty()) return null
    if (text.all { it in '0'..'9' }) return text.toLongOrNull()?.seconds ?: Duration.INFINITE
    val date =
        try {
            text.fromHttpToGmtDate()
        } catch (_: IllegalStateException) {
            return null
        } catch (_: IllegalArgumentException) {
            return null
        }
    return (date.timestamp - wallClock().timestamp).milliseconds.coerceAtLeast(Duration.ZERO)
}
