package dev.proxyrotator.fetch

import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.fromHttpToGmtDate

/**
 * What a representation is known again by, strongly enough to put parts of it together (RFC 9110 §13.1.5): a strong
 * `ETag`, or a `Last-Modified` that cannot have been followed by another change within the same second.
 */
internal class Validator(
    /** Which field it is from. */
    val field: String,
    /** What an `If-Range` is to hold. */
    val value: String,
) {
    /** Whether the part with these [headers] is of the same representation. A 206 need not repeat `Last-Modified`. */
    fun isOf(headers: Headers): Boolean =
        (headers[field] ?: value.takeIf { field == HttpHeaders.LastModified }) == value

    /** Whether [headers] are of another representation; a 416 need not say of which it is. */
    fun contradicts(headers: Headers): Boolean = headers[field].let { it != null && it != value }

    companion object {
        private const val MILLISECONDS_PER_SECOND = 1_000

        /** The one of a response, or `null` when there is none that is strong enough. */
        fun of(headers: Headers): Validator? {
            headers[HttpHeaders.ETag]?.takeIf(::isStrong)?.let { return Validator(HttpHeaders.ETag, it) }
            val modified = headers[HttpHeaders.LastModified] ?: return null
            val age = (timestamp(headers[HttpHeaders.Date]) ?: return null) - (timestamp(modified) ?: return null)
            return if (age >= MILLISECONDS_PER_SECOND) Validator(HttpHeaders.LastModified, modified) else null
        }

        private fun isStrong(tag: String) = tag.length >= 2 && tag.startsWith('"') && tag.endsWith('"')

        private fun timestamp(date: String?): Long? =
            try {
                date?.fromHttpToGmtDate()?.timestamp
            } catch (_: IllegalStateException) {
                null
            } catch (_: IllegalArgumentException) {
                null
            }
    }
}
