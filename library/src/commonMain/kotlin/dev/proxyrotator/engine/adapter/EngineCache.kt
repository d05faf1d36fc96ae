package dev.proxyrotator.engine.adapter

import dev.proxyrotator.proxy.Proxy
import io.ktor.client.HttpClient
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.coroutines.CompletableJob
import kotlinx.coroutines.Job
import kotlinx.coroutines.job

/**
 * The engines that are open, one per proxy. Those in use stay; of the others the [maxIdle] used last are kept, since a
 * stock engine costs threads. With [retireOnFailure] an engine that served a request which failed or was cancelled takes
 * no new one and is closed when the last is done. Thread-safe.
 */
internal class EngineCache(
    private val maxIdle: Int,
    private val ownsEngines: Boolean,
    private val retireOnFailure: Boolean,
    private val open: (Proxy) -> HttpClient,
) {
    /** Opened by its first user, outside the lock: that takes a while. [gone] is complete when all of it is closed. */
    private class Held(
        val gone: CompletableJob,
        open: () -> HttpClient,
    ) {
        private val opening = lazy(open)
        val client: HttpClient by opening
        val isOpen: Boolean get() = opening.isInitialized()
        var uses = 0
        var leaving = false
        var ended = false
    }

    private val lock = SynchronizedObject()

    /** By proxy, in the order of the last use: those that take new requests. */
    private val held = LinkedHashMap<Proxy, Held>()

    /** Those, and the ones that only finish what they are doing. */
    private val alive = LinkedHashSet<Held>()
    private var idle = 0
    private var closed = false
    private val ending = Job()

    /** Runs [block] with the engine of [proxy], which stays open meanwhile. */
    suspend fun <T> use(
        proxy: Proxy,
        block: suspend (HttpClient) -> T,
    ): T {
        val engine = take(proxy)
        try {
            return block(engine.client)
        } catch (failure: Throwable) {
            if (retireOnFailure) synchronized(lock) { leave(proxy, engine) }
            throw failure
        } finally {
            giveBack(engine)
        }
    }

    fun forget(proxy: Proxy) {
        val unused =
            synchronized(lock) {
                val engine = held[proxy] ?: return
                leave(proxy, engine)
                if (engine.uses > 0) return
                idle--
                engine
            }
        end(unused)
    }

    fun close() {
        val all =
            synchronized(lock) {
                closed = true
                held.clear()
                alive.toList()
            }
        all.forEach(::end)
        ending.complete()
    }

    suspend fun awaitClosed() = ending.join()

    private fun take(proxy: Proxy): Held =
        synchronized(lock) {
            if (closed) throw TransportClosedException()
            val known = held.remove(proxy)
            if (known != null && known.uses == 0) idle--
            val engine = known ?: Held(Job(ending)) { open(proxy) }.also(alive::add)
            engine.uses++
            held[proxy] = engine
            engine
        }

    private fun leave(
        proxy: Proxy,
        engine: Held,
    ) {
        if (held[proxy] === engine) held.remove(proxy)
        engine.leaving = true
    }

    private fun giveBack(engine: Held) {
        val surplus =
            synchronized(lock) {
                engine.uses--
                when {
                    engine.uses > 0 -> null
                    closed || engine.leaving -> engine
                    ++idle > maxIdle -> evictOldestIdle()
                    else -> null
                }
            }
        surplus?.let(::end)
    }

    private fun evictOldestIdle(): Held? {
        val oldest = held.entries.firstOrNull { it.value.uses == 0 } ?: return null
        held.remove(oldest.key)
        idle--
        return oldest.value
    }

    /** Once for each engine; one that is being opened just now is ended by its user. It winds down in the background. */
    private fun end(engine: Held) {
        synchronized(lock) {
            if (engine.ended || (!engine.isOpen && engine.uses > 0)) return
            engine.ended = true
            alive.remove(engine)
        }
        if (!engine.isOpen || !ownsEngines) {
            if (engine.isOpen) engine.client.close()
            engine.gone.complete()
            return
        }
        engine.client.engine.coroutineContext.job
            .invokeOnCompletion { engine.gone.complete() }
        engine.client.close()
        engine.client.engine.close()
    }
}

/** Not the fault of anything a proxy sent. */
internal class TransportClosedException : IllegalStateException("The transport is closed")
