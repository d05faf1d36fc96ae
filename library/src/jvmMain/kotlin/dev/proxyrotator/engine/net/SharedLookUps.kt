package dev.proxyrotator.engine.net

import dev.proxyrotator.proxy.isAddress
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import java.net.InetAddress

/**
 * One look-up of a name at a time, for all who ask for it meanwhile, on the threads of [dispatcher]. Who is cancelled
 * does not wait for it; when nobody waits any more it is cancelled, too. One that does not heed that, as the system's,
 * keeps its thread and its name until it returns, so that no further thread gets stuck on the same name, and who asks
 * again meanwhile gets what it returns.
 */
internal class SharedLookUps(
    private val resolver: NameResolver,
    dispatcher: CoroutineDispatcher = Dispatchers.IO.limitedParallelism(MOST_AT_ONCE),
) : NameResolver {
    private class LookUp(
        val job: Job,
        val addresses: Deferred<List<InetAddress>>,
    ) {
        /** Guarded by the names. */
        var waiting = 0
    }

    private val scope = CoroutineScope(SupervisorJob() + dispatcher)
    private val underWay = HashMap<String, LookUp>()

    override suspend fun resolve(host: String): List<InetAddress> {
        // An address stands for itself, and is not worth a thread.
        if (isAddress(host)) return resolver.resolve(host)
        while (true) {
            val lookUp = join(host)
            try {
                return lookUp.addresses.await()
            } catch (_: CancellationException) {
                currentCoroutineContext().ensureActive()
                // Those before have left, and taken the look-up with them.
            } finally {
                leave(lookUp)
            }
        }
    }

    private fun join(host: String): LookUp {
        val lookUp =
            synchronized(underWay) {
                underWay.getOrPut(host) { newLookUp(host) }.also { it.waiting++ }
            }
        lookUp.job.start()
        return lookUp
    }

    private fun newLookUp(host: String): LookUp {
        val addresses = CompletableDeferred<List<InetAddress>>()
        val job =
            scope.launch(start = CoroutineStart.LAZY) {
                val found = runCatching { resolver.resolve(host) }
                // Before it is told: who asks from now on is to have a look-up of their own.
                forget(host, addresses)
                found.fold(addresses::complete, addresses::completeExceptionally)
            }
        job.invokeOnCompletion {
            forget(host, addresses)
            addresses.cancel()
        }
        return LookUp(job, addresses)
    }

    private fun forget(
        host: String,
        addresses: Deferred<List<InetAddress>>,
    ) = synchronized(underWay) {
        if (underWay[host]?.addresses === addresses) underWay.remove(host)
    }

    private fun leave(lookUp: LookUp) {
        val isLast = synchronized(underWay) { --lookUp.waiting == 0 }
        if (isLast) lookUp.job.cancel()
    }

    private companion object {
        const val MOST_AT_ONCE = 16
    }
}
