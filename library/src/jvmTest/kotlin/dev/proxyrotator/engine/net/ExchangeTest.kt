package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.http1.BodyFraming
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.proxy.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.readAvailable
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlin.time.Duration.Companion.hours

private val proxy = Proxy.parse("http://proxy.test:8080")

/** What is hard to meet on a socket: the instants between two threads. */
class ExchangeTest :
    FunSpec({
        test("a new connection that is closed before it is used is lost, not one that was kept for too long") {
            withWire { wire, connection ->
                wire.handler.onEnd()
                shouldThrow<ProxyConnectionLostException> { connection.send(NOTHING, 0, request(), this) }
                wire.isClosed shouldBe true
            }
        }

        test("the limit of a body holds though its reader comes back while it is being paused") {
            withWire { wire, connection ->
                val response = connection.open(wire, this)
                response.body.awaitContent()
                wire.beforeDeadline = {
                    wire.beforeDeadline = {}
                    runBlocking { while (!wire.reads) response.body.readAvailable(ByteArray(PART)) }
                }
                wire.receive(ByteArray(PART))
                wire.reads shouldBe true
                wire.dueAt shouldNotBe Timer.NEVER
            }
        }

        test("a deadline that was moved by two threads at once, and comes too early, is set again") {
            withWire { wire, connection ->
                connection.open(wire, this)
                wire.dueAt = Timer.NEVER
                wire.handler.onDeadline()
                wire.dueAt shouldNotBe Timer.NEVER
                wire.isClosed shouldBe false
            }
        }

        test("a slow reader is waited for, and the limit holds again when it has come back") {
            withWire { wire, connection ->
                val response = connection.open(wire, this)
                response.body.awaitContent()
                wire.receive(ByteArray(2 * PART))
                wire.reads shouldBe false
                wire.dueAt shouldNotBe Timer.NEVER
                while (!wire.reads) response.body.readAvailable(ByteArray(PART))
                wire.dueAt shouldNotBe Timer.NEVER
            }
        }
        test("when the reader of a body hears of its end, the books are in order") {
            listOf<(PretendedWire) -> Unit>({ it.receive(ByteArray(REST)) }, { it.handler.onEnd() }).forEach { end ->
                withWire { wire, connection ->
                    val response = connection.open(wire, this)
                    var isEndKnown = true
                    response.body.awaitContent()
                    response.body.readAvailable(ByteArray(1))
                    response.completion.invokeOnCompletion { isEndKnown = response.body.isClosedForRead }
                    end(wire)
                    response.completion.isCompleted shouldBe true
                    isEndKnown shouldBe false
                }
            }
        }

        listOf<OutgoingContent>(LoadUpload(SIZE), LoadUpload(SIZE, contentLength = SIZE)).forEach { content ->
            test("an upload of ${content.contentLength ?: "unknown"} bytes is over before its answer can come") {
                withWire { wire, connection ->
                    val framing = content.contentLength?.let { BodyFraming.Length(it) } ?: BodyFraming.Chunked
                    val answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".toByteArray()
                    var left = SIZE
                    wire.afterWrite = { text ->
                        left -= text.length
                        val isLast = if (framing is BodyFraming.Chunked) text == "0\r\n\r\n" else left == 0L
                        if (isLast) wire.receive(answer)
                    }
                    connection.send(NOTHING, 0, request(Upload(content, framing, awaitsContinue = false)), this)
                    wire.isClosed shouldBe false
                }
            }
        }
    })

/** More than a body holds before it asks its source to pause. */
private const val PART = 100_000
private const val REST = 999_999
private const val SIZE = 300_000L
private val NOTHING = ByteArray(0)

private fun request(upload: Upload? = null) =
    OutgoingRequest(
        proxy,
        isHead = false,
        upload,
        closesConnection = false,
        mayRepeat = true,
        OutgoingRequest.Limits(responseHead = 1.hours, idle = 1.hours, minimumBodyRate = 0),
    )

/** The response to a request, of whose body the first byte has come. */
private suspend fun HttpConnection.open(
    wire: PretendedWire,
    scope: CoroutineScope,
): TransportResponse {
    val response = scope.async(start = CoroutineStart.UNDISPATCHED) { send(NOTHING, 0, request(), scope) }
    wire.receive("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n1".toByteArray())
    return response.await()
}
