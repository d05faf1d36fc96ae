package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.LoadServerProcess
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.minutes

private const val PROXIES = 10

/**
 * Has [count] calls under way at the same time: the origin, in a JVM of its own, answers none before all have come, and
 * then after 200 ms. They must need no thread but those that were there for one call, the loop's and the dispatcher's.
 */
internal suspend fun answerAtOnce(count: Int) {
    LoadServerProcess().use { server ->
        val proxies = Array(PROXIES) { "http://user$it:password@127.0.0.1:${server.port}" }
        val watched =
            WatchedRotator(*proxies, options = SocketOptions(maxIdleConnections = count)) {
                // Only a test that fails uses these up.
                timeouts {
                    connect = 5.minutes
                    responseHead = 5.minutes
                    call = 5.minutes
                }
                limits {
                    maxConnections = count
                    maxConnectionsPerProxy = count / PROXIES
                    leaseTimeout = 5.minutes
                }
            }
        watched.rotator.get("http://target.test/bytes/1")
        val threadsBefore = Thread.getAllStackTraces().keys
        val threadsSeen = ConcurrentHashMap.newKeySet<Thread>()
        val answers =
            coroutineScope {
                List(count) { index ->
                    async(Dispatchers.Default) {
                        val answer = watched.rotator.get("http://target.test/gather/$count?delay=200").bodyAsText()
                        if (index % (count / PROXIES) == 0) threadsSeen.addAll(Thread.getAllStackTraces().keys)
                        answer
                    }
                }.awaitAll()
            }
        answers.toSet() shouldBe setOf("gathered")
        (threadsSeen - threadsBefore)
            .map { it.name }
            .filterNot { it.startsWith("DefaultDispatcher-worker-") }
            .shouldBeEmpty()
        watched.connections shouldBe count
        watched.closeCompletely()
        server.awaitOpen(0)
    }
}
