package dev.proxyrotator.session.cookie

import kotlin.time.ComparableTimeMark

/**
 * A cookie in a jar.
 *
 * @property domain a host in its normal form.
 * @property hostOnly whether [domain] alone is meant, and not the hosts below it.
 * @property expires `null` for one that lasts as long as its session.
 */
internal class StoredCookie(
    val name: String,
    val value: String,
    val domain: String,
    val hostOnly: Boolean,
    val path: String,
    val secure: Boolean,
    val expires: ComparableTimeMark?,
) {
    /** Its place in the order in which the cookies of a jar came. */
    var order = 0L

    /** Its place in the order in which they were last set or sent. */
    var lastUse = 0L

    /** What it costs to keep. */
    val characters: Int get() = name.length + value.length + domain.length + path.length

    val id: Id get() = Id(name, path, hostOnly)

    fun isExpired(now: ComparableTimeMark): Boolean = expires != null && expires <= now

    fun isFor(target: CookieTarget): Boolean =
        (target.isSecure || !secure) &&
            (if (hostOnly) target.host == domain else domainMatches(target.host, domain)) &&
            pathMatches(target.path, path)

    /** What makes two cookies of one domain the same, so that the later one replaces the other. */
    data class Id(
        val name: String,
        val path: String,
        val hostOnly: Boolean,
    )
}
