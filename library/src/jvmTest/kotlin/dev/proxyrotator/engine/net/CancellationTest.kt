package dev.proxyrotator.engine.net

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch
import java.net.InetAddress
import kotlin.time.Duration.Companion.seconds

private val WAIT_FOR_A_PLACE = 11.seconds
private val RETRY_AFTER = 13.seconds

class CancellationTest :
    FunSpec({
        Interruption.entries.forEach { interruption ->
            test("F1, F7 $interruption before every byte of a response leaves nothing behind") {
                stopsInAnswer().forEach { StandingCall(it).interrupt(interruption) }
            }

            test("F1, F7 $interruption before every byte of the answer to CONNECT leaves nothing behind") {
                stopsInConnect().forEach { StandingCall(it).interrupt(interruption) }
            }

            test("F1, F7 $interruption during the TLS handshake leaves nothing behind") {
                stopsInTlsHandshake(step = 20).forEach { StandingCall(it).interrupt(interruption) }
            }

            test("F1, F7 $interruption during a body, up or down, leaves nothing behind") {
                stopsInBodies().forEach { StandingCall(it).interrupt(interruption) }
            }

            test("F1, F7 $interruption while the proxy's name is resolved leaves nothing behind") {
                val stop = Stop("the look-up")
                val resolver =
                    NameResolver {
                        stop.reached()
                        awaitCancellation()
                    }
                StandingCall(stop, proxy = "http://proxy.test:1", resolver = resolver).interrupt(interruption)
            }

            test("F1, F7 $interruption while a proxy does not take the connection leaves nothing behind") {
                FullPort().use { port ->
                    val stop = Stop("the connect")
                    val resolver =
                        NameResolver {
                            stop.reached()
                            listOf(InetAddress.getByName("127.0.0.1"))
                        }
                    StandingCall(
                        stop,
                        proxy = "http://proxy.test:${port.port}",
                        resolver = resolver,
                    ).interrupt(interruption)
                }
            }

            test("F1, F7 $interruption while waiting for a place leaves nothing behind") {
                val stop = Stop("the wait for a place")
                val call =
                    StandingCall(stop, calls = 2) {
                        limits {
                            maxConnections = 1
                            leaseTimeout = WAIT_FOR_A_PLACE
                        }
                    }
                val before =
                    CoroutineScope(
                        Dispatchers.Default,
                    ).launch { runCatching { call.watched.rotator.get(stop.target) } }
                awaitUntil({ "the first call has no place" }) { call.watched.inFlight == 1 }
                call.interrupt(
                    interruption,
                    awaitStop = { call.clock.awaitWait(WAIT_FOR_A_PLACE) },
                    afterwards = {
                        if (interruption == Interruption.CANCEL) call.watched.inFlight shouldBe 1
                        before.cancel()
                    },
                )
            }

            test("F1, F7 $interruption during the wait before the next attempt leaves nothing behind") {
                val stop = stopAfterAnswer("HTTP/1.1 503 Wait\r\nRetry-After: 13\r\nContent-Length: 0\r\n\r\n")
                val call = StandingCall(stop)
                call.interrupt(
                    interruption,
                    awaitStop = { call.clock.awaitWait(RETRY_AFTER) },
                    // What is removed has no part in this wait, but in what follows.
                    afterwards = { if (interruption == Interruption.ABORT) call.clock.end(RETRY_AFTER) },
                )
            }
        }
    })
