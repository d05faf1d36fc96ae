package dev.proxyrotator.session

import dev.proxyrotator.proxy.SESSION_WORD_LENGTH
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import dev.proxyrotator.session.cookie.MAX_COOKIE_LIFETIME
import dev.proxyrotator.session.cookie.MAX_SET_COOKIE
import dev.proxyrotator.session.cookie.StoredCookie
import dev.proxyrotator.session.cookie.isCookieText
import dev.proxyrotator.session.cookie.keepsPromise
import dev.proxyrotator.session.cookie.mayHaveSubdomains
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/**
 * What [Sessions.save] writes. Times are in milliseconds; [savedAt] counts from 1970.
 *
 * @property sessions the least recently used first.
 */
@Serializable
internal class SessionsDocument(
    val version: Int,
    val savedAt: Long,
    val sessions: List<SavedSession>,
) {
    fun print(): String = format.encodeToString(serializer(), this)

    companion object {
        const val VERSION = 1

        private val format = Json { explicitNulls = false }

        /** @throws IllegalArgumentException which quotes nothing of [text] */
        fun parse(text: String): SessionsDocument {
            val document =
                try {
                    format.decodeFromString(serializer(), text)
                } catch (_: SerializationException) {
                    // What it says quotes the text, and there are cookies in that.
                    throw IllegalArgumentException(
                        "The sessions cannot be restored: the JSON is malformed, or has a field that is unknown, " +
                            "missing or of another type",
                    )
                }
            check(document.version == VERSION) { "the version is not $VERSION" }
            check(document.savedAt >= 0) { "'savedAt' is negative" }
            check(document.sessions.distinctBy { it.key }.size == document.sessions.size) { "a key is there twice" }
            document.sessions.forEachIndexed { at, session ->
                session.flaw()?.let { flaw -> check(false) { "$flaw in session ${at + 1}" } }
            }
            return document
        }

        private inline fun check(
            holds: Boolean,
            flaw: () -> String,
        ) = require(holds) { "The sessions cannot be restored: ${flaw()}" }
    }
}

/** @property age at the time of saving. */
@Serializable
internal class SavedSession(
    val key: String,
    val age: Long,
    val uses: Int = 0,
    val proxy: SavedProxy? = null,
    val headers: Map<String, String> = emptyMap(),
    val cookies: List<SavedCookie> = emptyList(),
    val gatewayWord: String? = null,
) {
    fun flaw(): String? =
        when {
            !holds { requireKey(key) } -> "the key is empty or too long"
            gatewayWord?.let(::isGatewayWord) == false -> "'gatewayWord' is none"
            age < 0 || uses < 0 -> "'age' or 'uses' is negative"
            !holds { checkedHeaders(headers) } -> "a header has a name or a value that cannot be sent"
            cookies.any { !it.isValid() } -> "a cookie has a value that no target can have set"
            else -> null
        }

    private fun isGatewayWord(word: String) =
        word.length == SESSION_WORD_LENGTH && word.all { it in '0'..'9' || it in 'a'..'f' }

    private inline fun holds(check: () -> Unit): Boolean =
        try {
            check()
            true
        } catch (_: IllegalArgumentException) {
            false
        }
}

/** @property remaining the time until it expires; `null` for one that lasts as long as the session. */
@Serializable
internal class SavedCookie(
    val name: String,
    val value: String,
    val domain: String,
    val path: String,
    val hostOnly: Boolean = false,
    val secure: Boolean = false,
    val remaining: Long? = null,
) {
    constructor(cookie: StoredCookie) : this(
        cookie.name,
        cookie.value,
        cookie.domain,
        cookie.path,
        cookie.hostOnly,
        cookie.secure,
        cookie.expires?.let { -it.elapsedNow().inWholeMilliseconds },
    )

    fun isValid(): Boolean = hasValidText() && hasValidScope()

    fun toStored(
        now: ComparableTimeMark,
        away: Duration,
    ): StoredCookie {
        val expires = remaining?.let { now + (it.milliseconds - away).coerceIn(Duration.ZERO, MAX_COOKIE_LIFETIME) }
        return StoredCookie(name, value, domain, hostOnly, path, secure, expires)
    }

    private fun hasValidText(): Boolean =
        name.isNotEmpty() &&
            '=' !in name &&
            listOf(name, value, path).all { ';' !in it && isCookieText(it) } &&
            name.length + value.length + path.length <= MAX_SET_COOKIE

    private fun hasValidScope(): Boolean =
        readHost(domain).valueOrNull == domain &&
            (hostOnly || mayHaveSubdomains(domain)) &&
            path.startsWith('/') &&
            keepsPromise(name, secure, ofHostAlone = hostOnly && path == "/")
}
