package dev.proxyrotator.session

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

internal fun saveSessions(
    book: SessionBook,
    proxies: Collection<Proxy>,
): String {
    val active = book.active()
    val names = SavedProxy.namesOf(active.mapNotNullTo(HashSet()) { it.exit }, proxies)
    val sessions =
        active.map { session ->
            SavedSession(
                session.key,
                session.age.inWholeMilliseconds,
                session.uses,
                names[session.exit],
                session.headers,
                session.storedCookies().map(::SavedCookie),
                session.gatewayWord,
            )
        }
    return SessionsDocument(SessionsDocument.VERSION, book.wallClock().timestamp, sessions).print()
}

/**
 * The sessions that [text] describes, which [book] does not hold yet.
 *
 * @throws IllegalArgumentException when [text] is not what [saveSessions] writes
 */
internal fun restoreSessions(
    text: String,
    book: SessionBook,
    proxies: Collection<Proxy>,
): List<SessionState> {
    val document = SessionsDocument.parse(text)
    val proxyIds = SavedProxy.idsOf(document.sessions.mapNotNullTo(HashSet()) { it.proxy }, proxies)
    // A clock that was set back in between must not make anything younger.
    val away = (book.wallClock().timestamp - document.savedAt).coerceAtLeast(0).milliseconds
    return document.sessions.mapNotNull { saved -> restore(saved, away, book, saved.proxy?.let(proxyIds::get)) }
}

private fun restore(
    saved: SavedSession,
    away: Duration,
    book: SessionBook,
    exit: ProxyId?,
): SessionState? {
    val hasLostProxy = saved.proxy != null && exit == null
    if (hasLostProxy && book.policy.onExitLost == OnExitLost.FAIL) return null
    val now = book.timeSource.markNow()
    val begun = now - (saved.age.milliseconds + away)
    val word = saved.gatewayWord ?: book.nextGatewayWord()
    val session = SessionState(saved.key, checkedHeaders(saved.headers), begun, book, saved.uses, exit, word)
    if (!hasLostProxy || book.policy.onExitLost != OnExitLost.MIGRATE_AND_FORGET_COOKIES) {
        session.putCookies(saved.cookies.map { it.toStored(now, away) })
    }
    return session.takeIf { it.isActive }
}
