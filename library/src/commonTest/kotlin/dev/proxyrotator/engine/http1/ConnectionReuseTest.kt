package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private const val NO_BODY = "Content-Length: 0"

class ConnectionReuseTest :
    FunSpec({
        test("E9 the connection is kept as version and options say") {
            fun keeps(
                version: String,
                vararg fields: String,
            ) = accepted(head("HTTP/$version 200 OK", NO_BODY, *fields)).keepsConnection
            keeps("1.1") shouldBe true
            keeps("1.1", "Connection: keep-alive") shouldBe true
            keeps("1.1", "Connection: close") shouldBe false
            keeps("1.1", "connection: CLOSE") shouldBe false
            keeps("1.1", "Connection: closed") shouldBe true
            keeps("1.1", "Connection: keep-alive, close") shouldBe false
            keeps("1.1", "Connection: keep-alive", "Connection: ,close,") shouldBe false
            keeps("1.1", "Proxy-Connection: close") shouldBe false
            keeps("1.1", "Connection: keep-alive", "Proxy-Connection: close") shouldBe false
            keeps("1.0") shouldBe false
            keeps("1.0", "Connection: keep-alive") shouldBe true
            keeps("1.0", "Proxy-Connection: Keep-Alive") shouldBe true
            keeps("1.0", "Connection: keep-alive, close") shouldBe false
        }

        test("E9 Keep-Alive tells how long, and zero is close") {
            fun read(vararg values: String): Pair<Int?, Boolean> {
                val decoder = ResponseDecoder()
                val fields = values.map { "Keep-Alive: $it" }.toTypedArray()
                decode(wire(head("HTTP/1.1 200 OK", NO_BODY, *fields)), decoder = decoder)
                return decoder.keepAliveSeconds to decoder.keepsConnection
            }
            read() shouldBe (null to true)
            read("timeout=5") shouldBe (5 to true)
            read("Timeout=5, Max=100") shouldBe (5 to true)
            read("max=100,timeout=5") shouldBe (5 to true)
            read("max=100", "timeout=5") shouldBe (5 to true)
            read("max=0") shouldBe (null to false)
            read("timeout=0") shouldBe (0 to false)
            read("timeout=5, max=0") shouldBe (5 to false)
            read("timeout=99999999999") shouldBe (Int.MAX_VALUE to true)
            listOf("5", "timeout", "timeout=", "timeout=x", "timeout=-1", "timeout = 5", "=5", "").forEach {
                withClue(it) { read(it) shouldBe (null to true) }
            }
        }

        test("nothing is kept of the response before") {
            val decoder = ResponseDecoder()
            decode(
                wire(head("HTTP/1.1 200 OK", NO_BODY, "Keep-Alive: timeout=5", "Connection: close")),
                decoder = decoder,
            )
            decoder.start(isHead = false)
            decoder.keepAliveSeconds shouldBe null
            decoder.hasStarted shouldBe false
            decoder.isComplete shouldBe false
            decode(wire(head("HTTP/1.1 200 OK", NO_BODY)), decoder = decoder).keepsConnection shouldBe true
        }

        test("a response that is not complete keeps nothing") {
            decode(wire(head("HTTP/1.1 200 OK", "Content-Length: 2") + "a")).keepsConnection shouldBe false
        }

        test("C18 without a request no byte is taken") {
            val decoder = ResponseDecoder()
            val bytes = wire(head("HTTP/1.1 408 Request Timeout"))
            decoder.decode(bytes, 0, bytes.size, Recorder()) shouldBe 0
            decode(wire(head("HTTP/1.1 204 No Content")), decoder = decoder)
            decoder.decode(bytes, 0, bytes.size, Recorder()) shouldBe 0
            decoder.isComplete shouldBe true
        }
    })
