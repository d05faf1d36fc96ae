package dev.proxyrotator.session

import dev.proxyrotator.session.cookie.ClientCookie
import dev.proxyrotator.session.cookie.CookieJar
import dev.proxyrotator.session.cookie.CookieTarget
import io.ktor.http.Url
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.concurrent.Volatile

/** One jar for all requests outside of sessions. */
internal class RealCookies(
    private val policy: CookiePolicy,
    private val jar: CookieJar,
) : Cookies {
    private val lock = SynchronizedObject()

    // So that most requests, which have no cookies, need neither the lock nor the host in its normal form.
    @Volatile
    private var isEmpty = true

    init {
        policy.initial.forEach(::put)
    }

    override val all: List<SessionCookie> get() = synchronized(lock) { jar.current() }.map(::SessionCookie)

    override fun set(
        url: String,
        name: String,
        value: String,
    ) = put(ClientCookie.of(url, name, value))

    override fun clear() = change { clear() }

    /** The value of `Cookie` for a request to [url], `null` for none. */
    fun header(url: Url): String? {
        if (isEmpty) return null
        val target = CookieTarget.of(url) ?: return null
        return synchronized(lock) { jar.header(target) }
    }

    /** Takes over the `Set-Cookie` fields of a response of [url]. */
    fun store(
        url: Url,
        setCookieHeaders: List<String>,
    ) {
        if (!policy.keep || setCookieHeaders.isEmpty()) return
        val target = CookieTarget.of(url) ?: return
        change { store(target, setCookieHeaders) }
    }

    private fun put(cookie: ClientCookie) = change { put(cookie.stored()) }

    private inline fun change(block: CookieJar.() -> Unit) =
        synchronized(lock) {
            jar.block()
            isEmpty = jar.characters == 0
        }

    /** How many there are; neither names nor values. */
    override fun toString(): String = "Cookies(${all.size})"
}
