package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.serve
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.withContext
import java.net.InetAddress

class ClosedWhileDiallingTest :
    FunSpec({
        listOf("is closed" to true, "lets go of the call" to false).forEach { (name, closes) ->
            test("A15 a rotator that $name while it looks up its proxy does not connect to it later") {
                ScriptedServer { serve() }.use { server ->
                    val isAsked = CompletableDeferred<Unit>()
                    val answer = CompletableDeferred<Unit>()
                    val isAnswered = CompletableDeferred<Unit>()
                    // Like the system's look-up, which nothing interrupts.
                    val stubborn =
                        NameResolver {
                            isAsked.complete(Unit)
                            withContext(NonCancellable) { answer.await() }
                            isAnswered.complete(Unit)
                            listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1)))
                        }
                    val url = "http://${Canary.USER_INFO}@proxy.test:${server.port}"
                    val watched = WatchedRotator(url, resolver = stubborn)
                    coroutineScope {
                        val call = async(Dispatchers.Default) { runCatching { watched.rotator.get(TARGET) } }
                        isAsked.await()
                        if (closes) watched.close() else call.cancel()
                        answer.complete(Unit)
                        isAnswered.await()
                        if (closes) call.await().isFailure shouldBe true else call.join()
                    }
                    watched.closeCompletely()
                    server.connections.accepted shouldBe 0
                }
            }
        }
    })
