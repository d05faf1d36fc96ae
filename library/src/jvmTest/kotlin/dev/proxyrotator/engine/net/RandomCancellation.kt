package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.testkit.LoadServer
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import java.util.concurrent.atomic.AtomicInteger
import kotlin.random.Random
import kotlin.time.Duration.Companion.minutes

private const val PROXIES = 4
private const val PER_PROXY = 16
private const val PLACES = PROXIES * PER_PROXY

/** More than there are places, so that some wait for one. */
private const val CALLERS = 100
private const val LONGEST_PATIENCE = 25L

/**
 * Makes [count] calls of every kind, over http and through tunnels with TLS, and cancels each at a random moment; then
 * everything must be where it was.
 */
internal suspend fun cancelAtRandomMoments(count: Int) {
    // Before the threads are counted: it is made by another process, which has one of its own here.
    val certificate = SelfSignedCertificate.shared
    val threadsBefore = Thread.getAllStackTraces().keys
    LoadServer(certificate).use { server ->
        val watched = watchedOver(server)
        val completed = AtomicInteger()
        coroutineScope {
            repeat(CALLERS) { caller ->
                launch(Dispatchers.Default) {
                    val random = Random(caller)
                    repeat(count / CALLERS) { if (callAndCancel(watched.rotator, random)) completed.incrementAndGet() }
                }
            }
        }
        println("of $count calls cancelled at random moments ${completed.get()} were over before")
        watched.awaitQuiet()
        server.counts.awaitOpen(watched.connections)
        checkEverythingIsBack(watched)
        val others = Thread.getAllStackTraces().keys - threadsBefore
        others.map { it.name }.filterNot { name -> KNOWN_THREADS.any(name::startsWith) }.shouldBeEmpty()
        watched.closeCompletely()
        server.counts.awaitOpen(0)
    }
}

private val KNOWN_THREADS =
    listOf("proxy-rotator-loop-", "load-server-", "DefaultDispatcher-worker-", "kotlinx.coroutines.DefaultExecutor")

private fun watchedOver(server: LoadServer) =
    WatchedRotator(*Array(PROXIES) { "http://user$it:password@127.0.0.1:${server.port}" }) {
        tls { verify = false }
        // Only a test that fails uses these up.
        timeouts {
            connect = 1.minutes
            handshake = 1.minutes
            tls = 1.minutes
            responseHead = 1.minutes
        }
        limits {
            maxConnections = PLACES
            maxConnectionsPerProxy = PER_PROXY
            leaseTimeout = 1.minutes
        }
    }

/** Whether it was over first. */
private suspend fun callAndCancel(
    rotator: ProxyRotator,
    random: Random,
): Boolean {
    val call = randomCall(random)
    val patience = random.nextLong(LONGEST_PATIENCE)
    if (random.nextBoolean()) return withTimeoutOrNull(patience + 1) { call(rotator) } != null
    return coroutineScope {
        val running = async { call(rotator) }
        if (random.nextBoolean()) delay(patience) else repeat(patience.toInt()) { yield() }
        running.cancel()
        try {
            running.await()
            true
        } catch (_: CancellationException) {
            false
        }
    }
}

private fun randomCall(random: Random): suspend (ProxyRotator) -> Unit {
    val origin = if (random.nextBoolean()) "http://target.test" else "https://localhost"
    val delay = listOf(0, 1, 5, 20).random(random)
    return when (random.nextInt(4)) {
        0 -> { rotator -> rotator.streamGet("$origin/bytes/300000?delay=$delay").collect { } }
        1 -> { rotator -> rotator.put("$origin/upload?delay=$delay") { setBody(LoadUpload(size = 200_000)) } }
        else -> { rotator -> rotator.get("$origin/bytes/100?delay=$delay") }
    }
}

/** No lease is out, nobody was blamed, and as many calls as there are places can be under way at once. */
private suspend fun checkEverythingIsBack(watched: WatchedRotator) {
    watched.rotator.pool.statistics().forEach {
        it.inFlight shouldBe 0
        it.failures.shouldBeEmpty()
    }
    val together =
        coroutineScope {
            List(PLACES) {
                async(Dispatchers.Default) { watched.rotator.get("http://target.test/gather/$PLACES").bodyAsText() }
            }.awaitAll()
        }
    together shouldBe List(PLACES) { "gathered" }
    watched.awaitQuiet()
}
