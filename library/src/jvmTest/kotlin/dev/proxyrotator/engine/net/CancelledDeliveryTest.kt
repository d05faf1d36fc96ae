package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.testkit.LoadServer
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.async
import kotlinx.coroutines.launch
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext

private val calls: Map<String, suspend (ProxyRotator) -> Unit> =
    mapOf(
        "a GET" to { it.get("http://target.test/bytes/100") },
        "a GET through a tunnel with TLS" to { it.get("https://localhost/bytes/100") },
        "a streamed GET" to { it.streamGet("http://target.test/bytes/300000").collect { } },
        "an upload" to { it.put("http://target.test/upload") { setBody(ProducedInPieces(size = 300_000)) } },
    )

class CancelledDeliveryTest :
    FunSpec({
        calls.forEach { (name, call) ->
            test("F2 $name, cancelled in the instant when any of its continuations is resumed, leaves nothing behind") {
                LoadServer(SelfSignedCertificate.shared).use { server ->
                    // What is there already needs no resumption: on a busy machine some calls, or many, need few.
                    (1..ENOUGH_LUCK).any { countResumptions(server, call) >= 3 } shouldBe true
                }
            }
        }

        test("F2 each of 2,000 calls cancelled while its response arrives is delivered or gone, and nothing is left") {
            raceDeliveries(count = 2_000)
        }
    })

/** How many resumptions the call needed, each of which was the moment of a cancellation. */
private suspend fun countResumptions(
    server: LoadServer,
    call: suspend (ProxyRotator) -> Unit,
): Int {
    var count = 0
    while (cancelAtResumption(count + 1, server, call)) count++
    return count
}

/** Whether the call was cancelled before it was over. */
private suspend fun cancelAtResumption(
    at: Int,
    server: LoadServer,
    call: suspend (ProxyRotator) -> Unit,
): Boolean =
    withClue("cancelled at resumption $at") {
        val cancelling = CancellingDispatcher(at)
        val watched =
            WatchedRotator(server.secretUrl) {
                dispatcher = cancelling
                tls { verify = false }
            }
        val job = CoroutineScope(cancelling).launch(start = CoroutineStart.LAZY) { call(watched.rotator) }
        cancelling.victim = job
        job.join()
        watched.awaitQuiet()
        watched.rotator.pool
            .statistics()
            .single()
            .failures
            .shouldBeEmpty()
        watched.closeCompletely()
        server.counts.awaitOpen(0)
        job.isCancelled
    }

/** Cancels [count] calls one after the other, ever closer to the instant when their responses arrive. */
internal suspend fun raceDeliveries(count: Int) {
    LoadServer().use { server ->
        val watched = WatchedRotator(server.secretUrl)
        var delivered = 0
        var patience = FIRST_PATIENCE
        repeat(count) {
            val call = CoroutineScope(Dispatchers.Default).async { watched.rotator.get("http://target.test/bytes/100") }
            val started = System.nanoTime()
            while (System.nanoTime() - started < patience) Thread.onSpinWait()
            call.cancel()
            call.join()
            val isDelivered = !call.isCancelled
            if (isDelivered) delivered++
            patience = if (isDelivered) patience * 9 / 10 else patience * 10 / 9 + 1
        }
        delivered shouldBeGreaterThan 0
        count - delivered shouldBeGreaterThan 0
        watched.awaitQuiet()
        server.counts.awaitOpen(watched.connections)
        val statistics =
            watched.rotator.pool
                .statistics()
                .single()
        statistics.inFlight shouldBe 0
        statistics.failures.shouldBeEmpty()
        watched.closeCompletely()
        server.counts.awaitOpen(0)
    }
}

private const val ENOUGH_LUCK = 20
private const val FIRST_PATIENCE = 500_000L

/** Cancels its victim when the [at]th continuation is about to be resumed, and then lets that go on. */
private class CancellingDispatcher(
    private val at: Int,
) : CoroutineDispatcher() {
    private val count = AtomicInteger()

    @Volatile
    lateinit var victim: Job

    override fun dispatch(
        context: CoroutineContext,
        block: Runnable,
    ) {
        if (count.incrementAndGet() == at) victim.cancel()
        Dispatchers.Default.dispatch(context, block)
    }
}

private class ProducedInPieces(
    private val size: Int,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) {
        repeat(size / PIECE) { channel.writeFully(ByteArray(PIECE)) }
    }

    private companion object {
        const val PIECE = 10_000
    }
}
