package dev.proxyrotator.engine.connection

import dev.proxyrotator.proxy.Proxy
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized

/** A connection as its pool sees it. */
internal interface PooledConnection {
    /** Takes it out of idleness; `false` when it was closed meanwhile. */
    fun take(): Boolean

    /** Idempotent; frees its place. */
    fun close()
}

/**
 * The connections of one transport: the idle ones by key, the last used first, and a place for every one that is open.
 * [maxPerProxy] holds for idle and busy ones together: an idle one gives way to one that is needed. How many are busy
 * is decided where requests wait for their turn, at the lease of a proxy.
 *
 * It has no clock: a connection whose time is over closes itself.
 */
internal class ConnectionPool<C : PooledConnection>(
    private val maxPerProxy: Int,
    private val maxIdle: Int,
) {
    private val lock = SynchronizedObject()
    private val shelves = HashMap<Proxy, Shelf<C>>()
    private val places = HashSet<Place>()

    // The longest idle first.
    private val idle = LinkedHashSet<Place>()
    private var isClosed = false

    /** Connections that are open or being opened. */
    val size: Int get() = synchronized(lock) { places.size }

    val idleCount: Int get() = synchronized(lock) { idle.size }

    /** An idle connection for [key], which now belongs to the caller. */
    fun lease(key: ConnectionKey): C? {
        while (true) {
            val connection = synchronized(lock) { takeIdle(key) } ?: return null
            if (connection.take()) return connection
        }
    }

    /**
     * A place for a connection about to be opened.
     *
     * @throws IllegalStateException when the pool is closed
     */
    fun reserve(key: ConnectionKey): Place {
        var surplus: C? = null
        val place =
            synchronized(lock) {
                check(!isClosed) { "The transport is closed" }
                surplus = surplusFor(key.proxy)
                val shelf = shelves.getOrPut(key.proxy) { Shelf() }
                shelf.places++
                Place(key, shelf).also { places.add(it) }
            }
        surplus?.close()
        return place
    }

    /** Closes what is idle through [proxy] now, and what is busy once it is not. */
    fun forget(proxy: Proxy) {
        val left =
            synchronized(lock) {
                val shelf = shelves.remove(proxy) ?: return
                shelf.isForgotten = true
                idle.filter { it.key.proxy == proxy }.mapNotNull { it.takeOut() }
            }
        left.forEach { it.close() }
    }

    /** Closes every connection, busy ones too. */
    fun close() {
        val left =
            synchronized(lock) {
                isClosed = true
                places.mapNotNull { it.connection }
            }
        left.forEach { it.close() }
    }

    private fun takeIdle(key: ConnectionKey): C? =
        shelves[key.proxy]
            ?.idle
            ?.get(key)
            ?.lastOrNull()
            ?.takeOut()

    private fun surplusFor(proxy: Proxy): C? {
        val open = shelves[proxy]?.places ?: 0
        return if (open < maxPerProxy) null else idle.firstOrNull { it.key.proxy == proxy }?.takeOut()
    }

    /** What one connection takes up, from before it is opened until after it is closed. */
    inner class Place(
        val key: ConnectionKey,
        private val shelf: Shelf<C>,
    ) {
        var connection: C? = null
            private set

        /** `false` when the pool was closed meanwhile: then so must be the connection. */
        fun opened(connection: C): Boolean =
            synchronized(lock) {
                this.connection = connection
                !isClosed
            }

        /** Keeps the connection for the next request with its key; `false` when it must be closed instead. */
        fun keep(): Boolean {
            var surplus: C? = null
            val isKept =
                synchronized(lock) {
                    val isWelcome = !isClosed && !shelf.isForgotten && this in places && maxIdle > 0
                    if (isWelcome) {
                        if (idle.size >= maxIdle) surplus = idle.first().takeOut()
                        idle.add(this)
                        shelf.idle.getOrPut(key) { ArrayDeque(2) }.addLast(this)
                    }
                    isWelcome
                }
            surplus?.close()
            return isKept
        }

        /** Idempotent. */
        fun free() {
            synchronized(lock) {
                takeOut()
                connection = null
                if (!places.remove(this)) return
                shelf.places--
                if (shelf.places == 0 && !shelf.isForgotten) shelves.remove(key.proxy)
            }
        }

        /** With the lock held; takes the connection out of the idle ones. */
        internal fun takeOut(): C? {
            if (!idle.remove(this)) return null
            val sameKey = shelf.idle.getValue(key)
            if (sameKey.last() === this) sameKey.removeLast() else sameKey.remove(this)
            if (sameKey.isEmpty()) shelf.idle.remove(key)
            return connection
        }
    }

    /** All that is open through one proxy. */
    internal class Shelf<C : PooledConnection> {
        val idle = HashMap<ConnectionKey, ArrayDeque<ConnectionPool<C>.Place>>()
        var places = 0
        var isForgotten = false
    }
}
