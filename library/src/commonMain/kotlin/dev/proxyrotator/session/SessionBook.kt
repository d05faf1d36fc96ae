package dev.proxyrotator.session

import dev.proxyrotator.proxy.newSessionWord
import dev.proxyrotator.session.cookie.PublicSuffixes
import dev.proxyrotator.session.cookie.UsualSuffixes
import io.ktor.util.date.GMTDate
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.random.Random
import kotlin.time.TimeSource
import kotlin.uuid.ExperimentalUuidApi
import kotlin.uuid.Uuid

/** Which session a key stands for now. Bounded: the least recently used session is forgotten first. Thread-safe. */
internal class SessionBook(
    val policy: SessionPolicy,
    val timeSource: TimeSource.WithComparableMarks,
    val publicSuffixes: PublicSuffixes = UsualSuffixes,
    private val random: Random = Random.Default,
    val wallClock: () -> GMTDate,
) {
    private val lock = SynchronizedObject()

    /** The least recently used first. Ended ones stay, for their headers, until their key is used or their turn comes. */
    private val sessions = LinkedHashMap<String, SessionState>()
    private var characters = 0L
    private var isolations = 0L
    private val isolationLock = SynchronizedObject()

    // Beside what users write into `isolation` there must be no chance of a match.
    @OptIn(ExperimentalUuidApi::class)
    private val isolationPrefix = "session " + Uuid.random() + " "

    /** The session of [key]; begins one when there is none or the last has ended. */
    fun find(key: String): SessionState {
        requireKey(key)
        return synchronized(lock) { findHeld(key) }
    }

    /** The session of [key] for one more request, which is counted. */
    fun use(key: String): SessionState {
        while (true) {
            val session = find(key)
            if (session.countUse()) return session
        }
    }

    /** The same, sending [headers] from now on. */
    fun find(
        key: String,
        headers: Map<String, String>,
    ): SessionState {
        requireKey(key)
        return synchronized(lock) { findHeld(key).also { it.headers = headers } }
    }

    /** The session of [key] if it has not ended; being asked is no use. */
    operator fun get(key: String): SessionState? {
        requireKey(key)
        return synchronized(lock) { sessions[key] }?.takeIf { it.isActive }
    }

    /** The sessions that have not ended, the least recently used first. */
    fun active(): List<SessionState> = synchronized(lock) { sessions.values.filter { it.isActive } }

    /** Ends [session] and forgets its key, unless that stands for another by now; returns whether it was active. */
    fun retire(session: SessionState): Boolean =
        synchronized(lock) {
            val wasActive = session.isActive
            if (sessions[session.key] === session) drop(session) else session.end()
            wasActive
        }

    fun clear() = synchronized(lock) { sessions.values.toList().forEach(::drop) }

    /** Puts [restored] in, as if each had been used in this order. */
    fun put(restored: List<SessionState>) =
        synchronized(lock) {
            restored.forEach { session ->
                sessions[session.key]?.let(::drop)
                sessions[session.key] = session
                countHeld(session)
            }
            shrink()
        }

    /** Takes note of what the cookies of [session] cost now. */
    fun count(session: SessionState) =
        synchronized(lock) {
            if (sessions[session.key] === session) {
                countHeld(session)
                shrink()
            }
        }

    fun nextIsolation(): String = isolationPrefix + synchronized(isolationLock) { ++isolations }

    fun nextGatewayWord(): String = newSessionWord(random)

    private fun findHeld(key: String): SessionState {
        val held = sessions.remove(key)
        if (held != null && held.isActive) {
            sessions[key] = held
            return held
        }
        // Requests that are under way in the ended one still need its cookies, so it is let go as it is.
        if (held != null) characters -= held.counted
        val begun = SessionState(key, held?.headers.orEmpty(), timeSource.markNow(), this)
        sessions[key] = begun
        shrink()
        return begun
    }

    private fun countHeld(session: SessionState) {
        val now = session.characters
        characters += now - session.counted
        session.counted = now
    }

    private fun shrink() {
        while (sessions.size > policy.maxSessions || (characters > MAX_CHARACTERS && sessions.size > 1)) {
            drop(sessions.values.first())
        }
    }

    private fun drop(session: SessionState) {
        sessions.remove(session.key)
        characters -= session.counted
        session.end()
    }

    private companion object {
        const val MAX_CHARACTERS = 64L * 1024 * 1024
    }
}

private const val LONGEST_KEY = 512

internal fun requireKey(key: String) =
    require(key.length in 1..LONGEST_KEY) { "The key of a session has 1 to $LONGEST_KEY characters" }
