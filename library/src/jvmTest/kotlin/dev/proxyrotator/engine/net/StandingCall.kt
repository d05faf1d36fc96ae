package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.rotation.CLOSED
import dev.proxyrotator.testkit.GENEROUS
import dev.proxyrotator.testkit.LoopbackListener
import io.kotest.assertions.withClue
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import kotlinx.io.IOException
import kotlin.random.Random
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

/** How a call that stands still is ended. */
internal enum class Interruption { CANCEL, CALLERS_TIMEOUT, CLOSE, ABORT }

/** No wait but those that were asked for. */
private object NoJitter : Random() {
    override fun nextBits(bitCount: Int): Int = 0
}

/** A call that stands still at [stop], through a proxy of its own; no time passes but what a test lets pass. */
internal class StandingCall(
    private val stop: Stop,
    /** How many there are, this one included. */
    private val calls: Int = 1,
    proxy: String? = null,
    scheme: String = "http://",
    resolver: NameResolver = SystemNameResolver,
    configure: ProxyRotatorBuilder.() -> Unit = {},
) {
    private val listener = LoopbackListener("standing-call") { socket -> stop.serve(stop, socket) }
    private val proxy = proxy ?: "${scheme}127.0.0.1:${listener.port}"
    private val callersClock = StoppedClock()
    val clock = StoppedClock()

    val watched =
        WatchedRotator(this.proxy, resolver = resolver) {
            dispatcher = clock
            timeSource = TestTimeSource()
            random = NoJitter
            tls { verify = false }
            configure()
        }

    /** Ends the call by [interruption] and checks what its caller sees and that nothing is left. */
    suspend fun interrupt(
        interruption: Interruption,
        awaitStop: () -> Unit = stop::awaitReached,
        afterwards: () -> Unit = {},
    ) = withClue("$interruption at ${stop.name}") {
        listener.use {
            val failure = failureAfter(interruption, awaitStop, afterwards)
            check(interruption, failure)
            awaitUntil({ "${watched.connections} connections are left" }) { watched.connections == idle }
            listener.connections.awaitOpen(idle)
            watched.awaitQuiet()
            listener.connections.accepted shouldBeLessThanOrEqual calls
            checkStatistics()
            watched.closeCompletely()
            listener.connections.awaitOpen(0)
        }
    }

    private val idle: Int get() = watched.transport.connections.idleCount

    private suspend fun failureAfter(
        interruption: Interruption,
        awaitStop: () -> Unit,
        afterwards: () -> Unit,
    ): Throwable? {
        var failure: Throwable? = null
        val caller =
            CoroutineScope(callersClock).launch {
                failure = runCatching { withTimeout(LIMIT) { stop.call(stop, watched.rotator) } }.exceptionOrNull()
            }
        awaitStop()
        when (interruption) {
            Interruption.CANCEL -> caller.cancel()
            Interruption.CALLERS_TIMEOUT -> callersClock.end(LIMIT)
            Interruption.CLOSE -> watched.rotator.close()
            Interruption.ABORT -> watched.rotator.removeProxy(proxy, RemoveMode.ABORT)
        }
        stop.interrupted()
        afterwards()
        withTimeout(GENEROUS) { caller.join() }
        stop.left()
        return failure
    }

    private fun check(
        interruption: Interruption,
        failure: Throwable?,
    ) {
        when (interruption) {
            Interruption.CANCEL -> failure.shouldBeInstanceOf<CancellationException>()
            Interruption.CALLERS_TIMEOUT -> failure.shouldBeInstanceOf<TimeoutCancellationException>()
            Interruption.CLOSE -> checkClosed(failure)
            Interruption.ABORT -> failure.shouldBeInstanceOf<IOException>()
        }
    }

    /** Who reads a body as it comes hears that it broke off, all others why. */
    private fun checkClosed(failure: Throwable?) {
        if (failure is IOException) return
        failure.shouldBeInstanceOf<IllegalStateException>().message shouldBe CLOSED
    }

    private fun checkStatistics() =
        watched.rotator.pool.statistics().forEach {
            it.failures.shouldBeEmpty()
            it.health shouldBe ProxyHealth.HEALTHY
        }

    private companion object {
        val LIMIT = 7.seconds
    }
}
