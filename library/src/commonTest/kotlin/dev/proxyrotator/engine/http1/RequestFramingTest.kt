package dev.proxyrotator.engine.http1

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.utils.EmptyContent
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.content.ByteArrayContent
import io.ktor.http.content.ChannelWriterContent
import io.ktor.http.content.OutgoingContent
import io.ktor.http.headersOf
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import kotlinx.coroutines.Job
import kotlin.coroutines.CoroutineContext

class RequestFramingTest :
    FunSpec({
        test("a body is sent with its length when that is known, else chunked") {
            framing(EmptyContent) shouldBe BodyFraming.None
            framing(ByteArrayContent(ByteArray(5))) shouldBe BodyFraming.Length(5)
            framing(ByteArrayContent(ByteArray(0))) shouldBe BodyFraming.None
            framing(Source(length = 7)) shouldBe BodyFraming.Length(7)
            framing(Source(length = 0)) shouldBe BodyFraming.None
            framing(Source(length = null)) shouldBe BodyFraming.Chunked
            framing(ChannelWriterContent({}, contentType = null)) shouldBe BodyFraming.Chunked
        }

        test("a wrapper's own length counts, not that of what it wraps") {
            framing(Wrapper(ByteArrayContent(ByteArray(5)), length = null)) shouldBe BodyFraming.Chunked
            framing(Wrapper(ByteArrayContent(ByteArray(5)), length = 3)) shouldBe BodyFraming.Length(3)
            framing(Wrapper(Wrapper(Source(null), length = 9), length = 4)) shouldBe BodyFraming.Length(4)
            framing(Wrapper(EmptyContent, length = null)) shouldBe BodyFraming.None
        }

        test("the user's own Content-Length is believed where the body does not tell") {
            framing(Source(length = null), "Content-Length" to "8") shouldBe BodyFraming.Length(8)
            framing(Source(length = null), "content-length" to "0") shouldBe BodyFraming.None
            framing(Source(length = null, headersOf("Content-Length", "6"))) shouldBe BodyFraming.Length(6)
            listOf("", "-1", "+1", "x", "1, 1", "9223372036854775808").forEach {
                withClue(it) {
                    shouldThrow<IllegalArgumentException> { framing(Source(length = null), "Content-Length" to it) }
                }
            }
        }

        test("the user's own Transfer-Encoding makes a body chunked") {
            framing(ByteArrayContent(ByteArray(5)), "Transfer-Encoding" to "Chunked") shouldBe BodyFraming.Chunked
        }

        test("a body that says its length is negative is refused") {
            shouldThrow<IllegalArgumentException> { framing(Source(length = -1)) }
        }

        test("a protocol upgrade is refused, wrapped or not") {
            listOf(Upgrade, Wrapper(Upgrade, length = null)).forEach {
                shouldThrow<IllegalArgumentException> { framing(it) }.message shouldContain "not supported"
            }
        }

        test("the framing is written, and nothing is where nothing is sent") {
            fun lines(
                method: HttpMethod,
                framing: BodyFraming,
            ) = fieldLines(request("http://a.test/", method = method), framing)
            listOf(HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch).forEach {
                lines(it, BodyFraming.None) shouldBe listOf("Content-Length: 0")
            }
            listOf(HttpMethod.Get, HttpMethod.Head, HttpMethod.Delete, HttpMethod.Options).forEach {
                lines(it, BodyFraming.None) shouldBe emptyList()
            }
            listOf(1L, 9L, 10L, 12345L, Long.MAX_VALUE).forEach {
                lines(HttpMethod.Get, BodyFraming.Length(it)) shouldBe listOf("Content-Length: $it")
            }
            lines(HttpMethod.Post, BodyFraming.Chunked) shouldBe listOf("Transfer-Encoding: chunked")
            shouldThrow<IllegalArgumentException> { lines(HttpMethod.Post, BodyFraming.UntilClose) }
        }

        test("a framing field of the user's is written once, and refused when it says something else") {
            fun lines(
                framing: BodyFraming,
                vararg fields: Pair<String, String>,
            ) = fieldLines(request("http://a.test/", *fields, method = HttpMethod.Post), framing)
            lines(BodyFraming.Length(5), "content-length" to "5") shouldBe listOf("Content-Length: 5")
            lines(BodyFraming.Length(5), "Content-Length" to "5", "Content-Length" to "5") shouldBe
                listOf("Content-Length: 5")
            lines(BodyFraming.None, "Content-Length" to "0") shouldBe listOf("Content-Length: 0")
            lines(BodyFraming.Chunked, "transfer-encoding" to "chunked") shouldBe listOf("Transfer-Encoding: chunked")
            listOf(
                BodyFraming.Length(5) to ("Content-Length" to "6"),
                BodyFraming.Length(5) to ("Content-Length" to "5, 5"),
                BodyFraming.None to ("Content-Length" to "6"),
                BodyFraming.Chunked to ("Content-Length" to "5"),
                BodyFraming.Chunked to ("Transfer-Encoding" to "gzip, chunked"),
                BodyFraming.Chunked to ("Transfer-Encoding" to "identity"),
                BodyFraming.Chunked to ("Transfer-Encoding" to ""),
                BodyFraming.Length(5) to ("Transfer-Encoding" to "chunked"),
                BodyFraming.None to ("Transfer-Encoding" to "chunked"),
            ).forEach { (framing, field) ->
                withClue("$framing, $field") {
                    shouldThrow<IllegalArgumentException> { lines(framing, field) }.message shouldContain field.first
                }
            }
        }
    })

private fun framing(
    body: OutgoingContent,
    vararg fields: Pair<String, String>,
): BodyFraming = requestFraming(body, request("http://a.test/", *fields).headers)

private class Source(
    private val length: Long?,
    override val headers: Headers = Headers.Empty,
) : OutgoingContent.ReadChannelContent() {
    override val contentLength: Long? get() = length

    override fun readFrom(): ByteReadChannel = ByteReadChannel.Empty
}

private class Wrapper(
    delegate: OutgoingContent,
    private val length: Long?,
) : OutgoingContent.ContentWrapper(delegate) {
    override val contentLength: Long? get() = length

    override fun copy(delegate: OutgoingContent): ContentWrapper = Wrapper(delegate, length)
}

private object Upgrade : OutgoingContent.ProtocolUpgrade() {
    override suspend fun upgrade(
        input: ByteReadChannel,
        output: ByteWriteChannel,
        engineContext: CoroutineContext,
        userContext: CoroutineContext,
    ): Job = Job()
}
