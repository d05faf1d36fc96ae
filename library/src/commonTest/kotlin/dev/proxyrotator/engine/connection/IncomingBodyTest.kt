package dev.proxyrotator.engine.connection

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.utils.io.cancel
import io.ktor.utils.io.readAvailable
import kotlinx.io.IOException

private object NoSource : BodySource {
    override fun onFull() = Unit

    override fun onRoom() = Unit

    override fun onGivenUp() = Unit
}

class IncomingBodyTest :
    FunSpec({
        test("E8 a body that broke off never looks complete, not even to who only asks whether there is more") {
            val body = IncomingBody(NoSource)
            body.append(ByteArray(100), 0, 100)
            body.end(IOException("reset"))
            val buffer = ByteArray(64)
            body.readAvailable(buffer) shouldBe 64
            body.readAvailable(buffer) shouldBe 36
            body.isClosedForRead shouldBe false
            shouldThrow<IOException> { body.readAvailable(buffer) }.message shouldBe "reset"
            body.isClosedForRead shouldBe true
        }

        test("a body that is complete, or that its reader gave up, is closed") {
            val complete = IncomingBody(NoSource)
            complete.end()
            complete.readAvailable(ByteArray(1)) shouldBe -1
            val left = IncomingBody(NoSource)
            left.append(ByteArray(1), 0, 1)
            left.end(IOException("reset"))
            left.cancel()
            left.isClosedForRead shouldBe true
        }
    })
