package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.http1.request
import dev.proxyrotator.failure.ProxyConnectionLostException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.ktor.client.plugins.websocket.WEBSOCKETS_KEY
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.http.Headers
import io.ktor.http.headersOf
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.readByte
import io.ktor.utils.io.writeByte
import io.ktor.utils.io.writeFully
import io.ktor.websocket.Frame
import io.ktor.websocket.WebSocketSession
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours

private const val SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
private const val PART = 100_000
private const val PIECES = 8
private const val PIECE = 1024 * 1024
private val NOTHING = ByteArray(0)

@OptIn(InternalAPI::class)
private class AnyUpgrade : ClientUpgradeContent() {
    override val headers: Headers = headersOf("Upgrade" to listOf("x"), "Connection" to listOf("Upgrade"))

    override fun verify(headers: Headers) = Unit
}

/** A connection that has become another protocol's, over a wire in the hands of the test. */
@OptIn(InternalAPI::class)
class UpgradedConnectionTest :
    FunSpec({
        class Upgraded(
            val wire: PretendedWire,
            val scope: CoroutineScope,
            val response: TransportResponse,
            val content: AnyUpgrade,
        ) {
            val body: Any = checkNotNull(response.upgrade).body(scope.coroutineContext)
            val input get() = body as ByteReadChannel

            fun awaitOver() = awaitUntil({ "it is not over" }) { wire.isClosed && response.completion.isCompleted }
        }

        suspend fun upgraded(
            isWebSocket: Boolean = false,
            idle: Duration = Duration.INFINITE,
            early: String = "",
            block: suspend Upgraded.() -> Unit,
        ) = withWire { wire, connection ->
            val content = AnyUpgrade()
            val data = request("http://a.test/", body = content)
            if (isWebSocket) data.attributes.put(WEBSOCKETS_KEY, WebSockets())
            val outgoing =
                OutgoingRequest(
                    pretendedProxy,
                    isHead = false,
                    upload = null,
                    closesConnection = false,
                    mayRepeat = true,
                    OutgoingRequest.Limits(responseHead = 1.hours, idle = idle, minimumBodyRate = 0),
                    UpgradeRequest.of(data),
                )
            val response =
                async(start = CoroutineStart.UNDISPATCHED) { connection.send(NOTHING, 0, outgoing, this@withWire) }
            wire.receive((SWITCHED + early).toByteArray())
            Upgraded(wire, this, response.await(), content).block()
            cancel()
        }

        test("what came with the 101 is the new protocol's") {
            upgraded(early = "!") { input.readByte() shouldBe '!'.code.toByte() }
        }

        test("a slow reader makes its peer wait") {
            upgraded {
                wire.receive(ByteArray(PART))
                wire.reads shouldBe false
                while (!wire.reads) input.readAvailable(ByteArray(PART))
            }
        }

        test("a writer waits for a peer that takes nothing") {
            upgraded {
                wire.isDrained = false
                var written = 0
                wire.afterWrite = { written += it.length }
                val writer =
                    scope.async {
                        repeat(PIECES) { content.output.writeFully(ByteArray(PIECE)) }
                        content.output.flushAndClose()
                    }
                awaitUntil({ "nothing was written" }) { written > 0 }
                writer.isCompleted shouldBe false
                (written <= 16 * 1024) shouldBe true
                wire.isDrained = true
                wire.handler.onDrained()
                writer.await()
                awaitUntil({ "the end was not told" }) { wire.isOutputEnded }
                written shouldBe PIECES * PIECE
            }
        }

        test("each direction has an end of its own, and after both the connection is closed") {
            upgraded {
                wire.handler.onEnd()
                input.awaitContent() shouldBe false
                wire.isClosed shouldBe false
                content.output.writeByte(1)
                content.output.flushAndClose()
                awaitOver()
                response.completion.await()
            }
            upgraded {
                content.output.flushAndClose()
                awaitUntil({ "the end was not told" }) { wire.isOutputEnded }
                wire.receive("!".toByteArray())
                input.readByte() shouldBe '!'.code.toByte()
                wire.isClosed shouldBe false
                wire.handler.onEnd()
                awaitOver()
                response.completion.await()
            }
        }

        test("the peer of a WebSocket has so long to close after its last word, and then it is closed") {
            upgraded(isWebSocket = true) {
                wire.dueAt shouldBe Timer.NEVER
                (body as WebSocketSession).outgoing.send(Frame.Close())
                awaitUntil({ "nobody waits" }) { wire.dueAt != Timer.NEVER }
                wire.isOutputEnded shouldBe false
                wire.isClosed shouldBe false
                wire.handler.onEnd()
                awaitOver()
                response.completion.await()
            }
        }

        test("F1 a connection that breaks tells its reader and its writer") {
            upgraded {
                wire.handler.onFailure(IOException("reset"))
                awaitOver()
                shouldThrow<IOException> { input.awaitContent() }
                shouldThrow<ProxyConnectionLostException> { response.completion.await() }
                awaitUntil({ "the writer does not know" }) { content.output.isClosedForWrite }
            }
        }

        test("F1 who gives up reading, or the whole call, closes it") {
            listOf<suspend Upgraded.() -> Unit>({ input.cancel(null) }, { scope.cancel() }).forEach { giveUp ->
                upgraded {
                    giveUp()
                    awaitOver()
                    response.completion.isCancelled shouldBe true
                }
            }
        }

        test("there is no limit to silence but one that was asked for, which everything that moves puts off") {
            upgraded { wire.dueAt shouldBe Timer.NEVER }
            upgraded(idle = 1.hours) {
                val first = wire.dueAt
                first shouldNotBe Timer.NEVER
                wire.receive("!".toByteArray())
                (wire.dueAt > first) shouldBe true
            }
        }
    })
