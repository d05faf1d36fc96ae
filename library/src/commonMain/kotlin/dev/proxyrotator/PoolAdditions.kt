package dev.proxyrotator

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.rotation.RotationEngine
import dev.proxyrotator.source.ProxyListProblem

/** Puts many proxies into the pool, a few at a time, since its lock is held each time. */
internal class PoolAdditions(
    private val engine: RotationEngine,
) {
    val added = ArrayList<Proxy>()
    val refused = ArrayList<Proxy>()
    val problems = ArrayList<ProxyListProblem>()
    private var isFull = false

    /** @throws IllegalStateException after the engine was closed */
    fun add(proxies: List<Proxy>) {
        val left = proxies.chunked(CHUNK).sumOf { chunk -> if (addTogether(chunk)) 0 else addEach(chunk) }
        if (left > 0) problems.add(ProxyListProblem("the pool is full: $left of the proxies were left out"))
    }

    /** All or none. */
    private fun addTogether(chunk: List<Proxy>): Boolean {
        if (isFull) return false
        try {
            engine.pool.addAll(chunk)
        } catch (_: ProxyValidationException) {
            return false
        } catch (_: IllegalStateException) {
            return false
        }
        return added.addAll(chunk)
    }

    /** Returns for how many there was no room. */
    private fun addEach(chunk: List<Proxy>): Int = chunk.count { !addOne(it) }

    private fun addOne(proxy: Proxy): Boolean {
        if (!isFull) {
            try {
                engine.pool.add(proxy)
                added.add(proxy)
                return true
            } catch (invalid: ProxyValidationException) {
                problems.add(ProxyListProblem(invalid.reason))
                refused.add(proxy)
                return true
            } catch (_: IllegalStateException) {
                engine.checkOpen()
                isFull = true
            }
        }
        refused.add(proxy)
        return false
    }

    private companion object {
        const val CHUNK = 256
    }
}
