package dev.proxyrotator.session.cookie

import io.ktor.util.date.GMTDate
import kotlin.time.ComparableTimeMark
import kotlin.time.TimeSource

/**
 * The cookies of one session (RFC 6265 §5.3 and §5.4), bounded. Dates of cookies are compared with [wallClock] once, as
 * they come in; from then on they expire by [timeSource]. Not thread-safe.
 */
internal class CookieJar(
    private val timeSource: TimeSource.WithComparableMarks,
    private val publicSuffixes: PublicSuffixes = UsualSuffixes,
    private val wallClock: () -> GMTDate,
) {
    private val byDomain = HashMap<String, LinkedHashMap<StoredCookie.Id, StoredCookie>>()
    private var size = 0
    private var count = 0L

    /** What the cookies cost to keep. */
    var characters = 0
        private set

    /** Takes over what a response of [target] sets, the first [MAX_PER_RESPONSE] fields of it. */
    fun store(
        target: CookieTarget,
        fields: List<String>,
    ) {
        val now = timeSource.markNow()
        for (at in 0 until minOf(fields.size, MAX_PER_RESPONSE)) {
            val cookie = SetCookie.parse(fields[at], wallClock)?.by(target, now, publicSuffixes) ?: continue
            if (target.isSecure || !hidesSecureOne(cookie)) put(cookie)
        }
    }

    /** Puts [cookie] in the place of the one with its name, domain and path; an expired one only takes that away. */
    fun put(cookie: StoredCookie) {
        val now = timeSource.markNow()
        val cookies = byDomain[cookie.domain]
        val former = cookies?.get(cookie.id)
        cookie.order = former?.order ?: ++count
        cookie.lastUse = ++count
        if (former != null) remove(former)
        if (cookie.isExpired(now)) return
        add(cookie)
        if (byDomain.getValue(cookie.domain).size > MAX_PER_DOMAIN) shrink(now, byDomain.getValue(cookie.domain).values)
        if (size > MAX_IN_ALL) shrink(now, all())
    }

    /** The value of `Cookie` for a request to [target]; `null` when there is none. */
    fun header(target: CookieTarget): String? {
        val now = timeSource.markNow()
        val sent = ArrayList<StoredCookie>()
        var domain = target.host
        while (domain.isNotEmpty()) {
            byDomain[domain]?.values?.filterTo(sent) { it.isFor(target) && !it.isExpired(now) }
            domain = domain.substringAfter('.', "")
        }
        if (sent.isEmpty()) return null
        sent.sortWith(inOrderOfSending)
        sent.forEach { it.lastUse = ++count }
        return sent.joinToString("; ") { it.name + "=" + it.value }
    }

    /** The cookies that have not expired, in the order in which they came. */
    fun current(): List<StoredCookie> {
        val now = timeSource.markNow()
        return all().filterNot { it.isExpired(now) }.sortedBy { it.order }
    }

    fun clear() {
        byDomain.clear()
        size = 0
        characters = 0
    }

    /** Whoever can write into an unencrypted response, as every proxy can, must not replace what only TLS may set. */
    private fun hidesSecureOne(cookie: StoredCookie): Boolean =
        byDomain.any { (domain, cookies) ->
            (domainMatches(domain, cookie.domain) || domainMatches(cookie.domain, domain)) &&
                cookies.values.any { it.secure && it.name == cookie.name && pathMatches(cookie.path, it.path) }
        }

    private fun shrink(
        now: ComparableTimeMark,
        cookies: Collection<StoredCookie>,
    ) {
        val expired = cookies.filter { it.isExpired(now) }
        if (expired.isEmpty()) remove(cookies.minWith(inOrderOfLeaving)) else expired.forEach(::remove)
    }

    private fun add(cookie: StoredCookie) {
        byDomain.getOrPut(cookie.domain) { LinkedHashMap() }[cookie.id] = cookie
        size++
        characters += cookie.characters
    }

    private fun remove(cookie: StoredCookie) {
        val cookies = byDomain.getValue(cookie.domain)
        cookies.remove(cookie.id)
        if (cookies.isEmpty()) byDomain.remove(cookie.domain)
        size--
        characters -= cookie.characters
    }

    private fun all(): List<StoredCookie> = byDomain.values.flatMap { it.values }

    internal companion object {
        const val MAX_PER_RESPONSE = 50
        const val MAX_PER_DOMAIN = 180
        const val MAX_IN_ALL = 3000

        private val inOrderOfSending = compareByDescending<StoredCookie> { it.path.length }.thenBy { it.order }

        // Those that a proxy may have slipped in go first.
        private val inOrderOfLeaving = compareBy<StoredCookie>({ it.secure }, { it.lastUse })
    }
}
