package dev.proxyrotator.session.cookie

import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.ktor.util.date.GMTDate
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** The longest a cookie lasts, whatever it says (RFC 6265bis §5.5). */
internal val MAX_COOKIE_LIFETIME = 400.days

/** A `Set-Cookie` field, read by the rules of RFC 6265 §5.2. The value stays as it is: nothing is decoded or unquoted. */
internal class SetCookie private constructor(
    private val name: String,
    private val value: String,
    attributes: Attributes,
) {
    private val domain = attributes.domain
    private val path = attributes.path
    private val secure = attributes.secure
    private val lifetime = (attributes.maxAge ?: attributes.timeLeft)?.coerceIn(Duration.ZERO, MAX_COOKIE_LIFETIME)

    /** The cookie that [target] may set with this, or `null` when it may not (RFC 6265 §5.3). */
    fun by(
        target: CookieTarget,
        now: ComparableTimeMark,
        publicSuffixes: PublicSuffixes,
    ): StoredCookie? {
        val scope = scopeFor(target.host, publicSuffixes) ?: return null
        if (secure && !target.isSecure) return null
        if (!keepsPromise(name, secure, ofHostAlone = domain == null && path == "/")) return null
        return StoredCookie(
            name,
            value,
            scope.domain,
            scope.hostOnly,
            path ?: defaultPath(target.path),
            secure,
            lifetime?.let { now + it },
        )
    }

    private fun scopeFor(
        host: String,
        publicSuffixes: PublicSuffixes,
    ): Scope? {
        val asked = domain?.let { readHost(it).valueOrNull ?: return null }
        return when {
            asked == null -> Scope(host, hostOnly = true)

            // A host that cannot share its cookies with others may still name itself.
            !mayHaveSubdomains(asked) || publicSuffixes.isPublicSuffix(asked) ->
                Scope(host, hostOnly = true).takeIf {
                    asked ==
                        host
                }

            else -> Scope(asked, hostOnly = false).takeIf { domainMatches(host, asked) }
        }
    }

    private class Scope(
        val domain: String,
        val hostOnly: Boolean,
    )

    private class Attributes(
        private val wallClock: () -> GMTDate,
    ) {
        var domain: String? = null
        var path: String? = null
        var secure = false
        var maxAge: Duration? = null
        var timeLeft: Duration? = null

        /** The last attribute of a name counts; one that makes no sense is as if it were not there. */
        fun take(attribute: String) {
            val value = attribute.substringAfter('=', "").trimSpace()
            when (attribute.substringBefore('=').trimSpace().lowercase()) {
                "domain" -> if (value.isNotEmpty()) domain = value.removePrefix(".")
                "path" -> path = value.takeIf { it.startsWith('/') }
                "secure" -> secure = true
                "max-age" -> maxAge = readMaxAge(value) ?: maxAge
                "expires" -> timeLeft = readExpires(value) ?: timeLeft
            }
        }

        private fun readExpires(value: String): Duration? =
            cookieDate(value)?.let { (it - wallClock().timestamp).milliseconds }
    }

    companion object {
        /** What [field] says, or `null` when it sets no cookie. */
        fun parse(
            field: String,
            wallClock: () -> GMTDate,
        ): SetCookie? {
            if (field.length > MAX_SET_COOKIE || !isCookieText(field)) return null
            val parts = field.split(';')
            val name = parts[0].substringBefore('=', "").trimSpace()
            if (name.isEmpty()) return null
            val attributes = Attributes(wallClock)
            for (at in 1 until parts.size) attributes.take(parts[at])
            return SetCookie(name, parts[0].substringAfter('=').trimSpace(), attributes)
        }
    }
}

private fun readMaxAge(value: String): Duration? {
    val digits = value.removePrefix("-")
    return when {
        digits.isEmpty() || digits.any { it !in '0'..'9' } -> null
        digits.length < value.length -> Duration.ZERO
        else -> digits.toLongOrNull()?.seconds ?: MAX_COOKIE_LIFETIME
    }
}

private fun String.trimSpace(): String = trim { it == ' ' || it == '\t' }
