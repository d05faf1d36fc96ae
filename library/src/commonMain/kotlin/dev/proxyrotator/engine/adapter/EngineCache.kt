package dev.proxyrotator.engine.adapter

import dev.proxyrotator.proxy.Proxy
import io.ktor.client.HttpClient
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
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
    /** Opened by its first user, outside the lock: that takes a while. */
    private class Held(
        open: () -> HttpClient,
    ) {
        private val opening = lazy(open)
        val client: HttpClient by opening
        val isOpen: Boolean get() = opening.isInitialized()
        var uses = 0
        var forgotten = false
    }

    private val lock = SynchronizedObject()
    private val held = LinkedHashMap<Proxy, Held>()
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
            if (retireOnFailure) retire(proxy, engine)
            throw failure
        } finally {
            giveBack(proxy, engine)
        }
    }

    fun forget(proxy: Proxy) {
        val unused =
            synchronized(lock) {
                val engine = held.remove(proxy) ?: return
                engine.forgotten = true
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
                held.values.forEach { it.forgotten = true }
                held.values.toList().also { held.clear() }
            }
        all.forEach(::end)
        ending.complete()
    }

    suspend fun awaitClosed() = ending.join()

    private fun take(proxy: Proxy): Held =
        synchronized(lock) {
            check(!closed) { "The transport is closed" }
            val known = held.remove(proxy)
            if (known != null && known.uses == 0) idle--
            val engine = known ?: Held { open(proxy) }
            engine.uses++
            // Put in anew: the order of the map is the order of the last use.
            held[proxy] = engine
            engine
        }

    private fun retire(
        proxy: Proxy,
        engine: Held,
    ) = synchronized(lock) {
        if (held[proxy] === engine) held.remove(proxy)
        engine.forgotten = true
    }

    private fun giveBack(
        proxy: Proxy,
        engine: Held,
    ) {
        val surplus =
            synchronized(lock) {
                engine.uses--
                when {
                    engine.uses > 0 || closed -> null
                    engine.forgotten -> engine
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

    /** A closed engine winds down in the background; [awaitClosed] waits for that. */
    private fun end(engine: Held) {
        if (!engine.isOpen) return
        engine.client.close()
        if (!ownsEngines) return
        val watch = Job(ending)
        engine.client.engine.coroutineContext.job
            .invokeOnCompletion { watch.complete() }
        engine.client.engine.close()
    }
}
