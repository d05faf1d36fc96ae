package dev.proxyrotator.benchmarks.load

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch

/** An HTTP client under load. */
internal fun interface Peer {
    /** Sends one request after the other, one at a time, until [slot] says to leave. Does not wait. */
    fun occupy(slot: Slot)
}

/** A client of suspending functions: its users run a coroutine for each thing they do at once. */
internal abstract class SuspendingPeer : Peer {
    private val scope = CoroutineScope(Dispatchers.Default + SupervisorJob())

    /** Sends one GET through the proxy with this number and returns the length of the body, read to its end. */
    protected abstract suspend fun fetch(proxy: Int): Int

    final override fun occupy(slot: Slot) {
        scope.launch {
            while (true) {
                val proxy = slot.begin()
                if (proxy == Slot.LEAVE) return@launch
                try {
                    slot.end(fetch(proxy))
                } catch (error: Exception) {
                    // Nobody cancels this scope: a cancellation, too, is the client's answer.
                    slot.fail(error)
                }
            }
        }
    }
}

/** A client of callbacks: the next request is sent from the callback of the one before. */
internal abstract class CallbackPeer : Peer {
    /** Sends one GET through the proxy with this number and tells [exchange] what came of it, once. */
    protected abstract fun send(
        proxy: Int,
        exchange: Exchange,
    )

    final override fun occupy(slot: Slot) = Exchange(slot).next()

    /** Where the callbacks of a client report to. */
    internal inner class Exchange(
        private val slot: Slot,
    ) {
        fun complete(bodyLength: Int) {
            slot.end(bodyLength)
            next()
        }

        fun fail(error: Throwable) {
            slot.fail(error)
            next()
        }

        fun next() {
            val proxy = slot.begin()
            if (proxy == Slot.LEAVE) return
            try {
                send(proxy, this)
            } catch (error: Exception) {
                fail(error)
            }
        }
    }
}
