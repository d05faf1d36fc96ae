package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.secrecy.watchEvents
import dev.proxyrotator.testkit.GENEROUS
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.withTimeout
import kotlin.time.TimeSource

/** A rotator over sockets of which a test sees what it holds. */
internal class WatchedRotator(
    vararg proxies: String,
    options: SocketOptions = SocketOptions(),
    resolver: NameResolver = SystemNameResolver,
    configure: ProxyRotatorBuilder.() -> Unit = {},
) : AutoCloseable {
    private val threadsBefore = loopThreads()

    lateinit var transport: SocketTransport
        private set

    val rotator =
        ProxyRotator(*proxies) {
            transport =
                ProxyTransportFactory { settings ->
                    SocketTransport(settings, options, resolver).also { this@WatchedRotator.transport = it }
                }
            watchEvents()
            configure()
        }

    /** Connections that are open or being opened. */
    val connections: Int get() = transport.connections.size

    val inFlight: Int get() = rotator.pool.statistics().sumOf { it.inFlight }

    /** Returns when every lease is back and every connection idle or closed. */
    suspend fun awaitQuiet() {
        withTimeout(GENEROUS) { rotator.realPool.awaitIdle() }
        awaitUntil({ "$connections connections, ${transport.connections.idleCount} of them idle" }) {
            connections == transport.connections.idleCount
        }
    }

    /** Closes and checks that nothing is left, not even a thread. */
    suspend fun closeCompletely() {
        withTimeout(GENEROUS) { rotator.aclose() }
        awaitUntil({ "$connections connections after the end" }) { connections == 0 }
        inFlight shouldBe 0
        val left = loopThreads() - threadsBefore
        left.forEach { it.join(GENEROUS.inWholeMilliseconds) }
        left.filter { it.isAlive }.shouldBeEmpty()
    }

    override fun close() = rotator.close()
}

/** Other tests may have left theirs on their way out. */
internal fun loopThreads(): Set<Thread> =
    Thread
        .getAllStackTraces()
        .keys
        .filter { it.name.startsWith("proxy-rotator-loop-") }
        .toSet()

/**
 * Returns when [condition] holds. For what has no event of its own: a cancelled call ends on its own threads, shortly
 * after its caller has left.
 */
internal fun awaitUntil(
    describe: () -> String,
    condition: () -> Boolean,
) {
    val started = TimeSource.Monotonic.markNow()
    while (!condition()) {
        if (started.elapsedNow() > GENEROUS) throw AssertionError("Waited $GENEROUS in vain: ${describe()}")
        Thread.yield()
    }
}
