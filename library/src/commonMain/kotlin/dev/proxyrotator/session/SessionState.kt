package dev.proxyrotator.session

import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.session.cookie.CookieJar
import dev.proxyrotator.session.cookie.CookieTarget
import dev.proxyrotator.session.cookie.StoredCookie
import io.ktor.http.Url
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.concurrent.Volatile
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/**
 * One session from its beginning to its end; a key that begins anew gets another. Requests that were under way at its
 * end finish in it. Its lock may be taken while [book] holds its own, never the other way round.
 */
internal class SessionState(
    override val key: String,
    headers: Map<String, String>,
    private val begun: ComparableTimeMark,
    private val book: SessionBook,
    uses: Int = 0,
    exit: ProxyId? = null,
    gatewayWord: String = book.nextGatewayWord(),
) : ProxySession {
    private val policy = book.policy
    private val lock = SynchronizedObject()
    private val jar = CookieJar(book.timeSource, book.publicSuffixes, book.wallClock)

    @Volatile
    private var retired = false

    /** The proxy that its requests go through; `null` before the first, or when it was lost. */
    @Volatile
    var exit: ProxyId? = exit
        private set

    /** What connections of its requests are kept under; nobody else ever has the same. */
    @Volatile
    var isolation: String = book.nextIsolation()
        private set

    /** By what a gateway tells it from others, see [dev.proxyrotator.proxy.Gateway]; another one gets another exit. */
    @Volatile
    var gatewayWord: String = gatewayWord
        private set

    @Volatile
    override var uses: Int = uses
        private set

    @Volatile
    override var headers: Map<String, String> = headers

    /** What its cookies cost to keep. */
    @Volatile
    var characters = 0
        private set

    /** The part of [characters] that [book] has counted; guarded by the lock of the book. */
    var counted = 0

    override val proxyId: ProxyId? get() = exit

    override val age: Duration get() = begun.elapsedNow()

    override val isActive: Boolean get() = !hasEnded

    override val cookies: List<SessionCookie> get() = storedCookies().map(::SessionCookie)

    val hasEnded: Boolean
        get() =
            retired ||
                (policy.maxUses != null && uses >= policy.maxUses) ||
                (policy.timeToLive.isFinite() && age >= policy.timeToLive)

    /** Whether it may go on through another proxy. */
    val mayMigrate: Boolean get() = policy.onExitLost != OnExitLost.FAIL

    /** Ties it to [proxyId] unless another request was first; returns the proxy that all have to take. */
    fun bind(proxyId: ProxyId): ProxyId = synchronized(lock) { exit ?: proxyId.also { exit = it } }

    /** Counts a request; `false` when it has come to its end, so that the request has to find its successor. */
    fun countUse(): Boolean =
        synchronized(lock) {
            if (hasEnded) return false
            uses++
            true
        }

    /** What to do after a request could not go through [lost]. To another exit taken meanwhile it does nothing. */
    fun exitLost(lost: ProxyId): Decision {
        if (policy.onExitLost == OnExitLost.FAIL) return Decision.FAIL
        synchronized(lock) {
            if (exit != lost) return Decision.MIGRATE
            exit = null
            gatewayWord = book.nextGatewayWord()
            if (policy.onExitLost == OnExitLost.MIGRATE_AND_FORGET_COOKIES) {
                forgetCookies()
                // The lost proxy may be met again, with connections that know the cookies.
                isolation = book.nextIsolation()
            }
        }
        book.count(this)
        return Decision.MIGRATE
    }

    /** The value of `Cookie` for a request to [url], `null` for none. */
    fun cookieHeader(url: Url): String? {
        if (characters == 0) return null
        val target = CookieTarget.of(url) ?: return null
        return synchronized(lock) { jar.header(target) }
    }

    /** Takes over the `Set-Cookie` fields of a response of [url]. */
    fun store(
        url: Url,
        setCookieHeaders: List<String>,
    ) {
        if (!policy.cookies || setCookieHeaders.isEmpty()) return
        val target = CookieTarget.of(url) ?: return
        change { jar.store(target, setCookieHeaders) }
    }

    /** Takes over cookies from a session that was saved. */
    fun putCookies(cookies: List<StoredCookie>) {
        if (policy.cookies) change { cookies.forEach(jar::put) }
    }

    fun storedCookies(): List<StoredCookie> = synchronized(lock) { jar.current() }

    override fun retire(): Boolean = book.retire(this)

    /** Marks the end; only the book may do so, which forgets it at the same time. */
    fun end() =
        synchronized(lock) {
            retired = true
            forgetCookies()
        }

    /** Key and proxy; neither headers nor cookies. */
    override fun toString(): String = "ProxySession('$key' via $exit, uses=$uses, active=$isActive)"

    private inline fun change(block: () -> Unit) {
        synchronized(lock) {
            if (retired) return
            block()
            characters = jar.characters
        }
        book.count(this)
    }

    private fun forgetCookies() {
        jar.clear()
        characters = 0
    }

    enum class Decision { FAIL, MIGRATE }
}
