package dev.proxyrotator.engine.tls

import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.throwables.shouldNotThrowAny
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith

private fun begun() = clientEnd().also { it.codec.begin(it) }

private fun answered(answer: ByteArray): TlsFailure =
    shouldThrow {
        val client = begun()
        client.receive(answer)
        client.codec.endOfInput()
    }

class TlsFailuresTest :
    FunSpec({
        test("D11 a plain answer to ClientHello is told from TLS, whole and byte by byte") {
            val answers =
                mapOf(
                    "HTTP/1.1 400 Bad Request\r\n\r\n" to "plain HTTP",
                    "<html>please log in</html>" to "plain HTTP",
                    "SSH-2.0-OpenSSH_9.2\r\n" to "an SSH banner",
                    "220 mail.example ESMTP\r\n" to "plain text",
                    "HT" to "plain text",
                    "\u0000\u0001\u0002\u0003\u0004\u0005" to "not TLS",
                    "\u0017\u0003\u0003\u0000\u0001a" to "not TLS",
                )
            answers.forEach { (answer, meaning) ->
                val bytes = answer.toByteArray(Charsets.ISO_8859_1)
                val error = answered(bytes)
                error.kind shouldBe TlsFailure.Kind.NOT_TLS
                error.message shouldStartWith "the answer to ClientHello is $meaning"
                val slowly =
                    shouldThrow<TlsFailure> {
                        val client = begun()
                        singleBytes(bytes).forEach(client::receive)
                        client.codec.endOfInput()
                    }
                slowly.message shouldBe error.message
            }
        }

        test("a record that is too long, or no record, is refused") {
            val tooLong = byteArrayOf(22, 3, 3, 0x48, 0x01)
            answered(tooLong).kind shouldBe TlsFailure.Kind.PROTOCOL
            val (client, server) = connected("TLSv1.3")
            server.send("hello".encodeToByteArray())
            client.receive(server.outbox.take())
            shouldThrow<TlsFailure> { client.receive("HTTP/1.1 200 OK".encodeToByteArray()) }.kind shouldBe
                TlsFailure.Kind.PROTOCOL
        }

        test("an alert is named") {
            val error = answered(byteArrayOf(21, 3, 3, 0, 2, 2, 40))
            error.kind shouldBe TlsFailure.Kind.ALERT
            error.message shouldContain "handshake_failure"
        }

        test("close_notify instead of a handshake is a failure, not an end") {
            answered(byteArrayOf(21, 3, 3, 0, 2, 1, 0)).message shouldContain "close_notify"
        }

        test("after a failure everything fails the same way") {
            val client = begun()
            val first = shouldThrow<TlsFailure> { client.receive("HTTP/1.1 400\r\n".encodeToByteArray()) }
            shouldThrow<TlsFailure> { client.receive(ByteArray(10)) } shouldBe first
            shouldThrow<TlsFailure> { client.send(ByteArray(10)) } shouldBe first
            shouldThrow<TlsFailure> { client.codec.endOfInput() } shouldBe first
            shouldNotThrowAny { client.codec.close(client) }
        }

        test("D10 records without content or meaning neither hang nor spin") {
            val emptyHandshake = byteArrayOf(22, 3, 3, 0, 0)
            val changeCipherSpec = byteArrayOf(20, 3, 3, 0, 1, 1)
            val warning = byteArrayOf(21, 3, 3, 0, 2, 1, 90)
            listOf(emptyHandshake, changeCipherSpec, warning).forEach { record ->
                answered(warning + ByteArray(1_000 * record.size) { record[it % record.size] })
            }
        }

        test("random answers to ClientHello never do anything but fail") {
            repeat(300) { seed ->
                val noise = patternedBytes(200, seed)
                // A well-formed header lets the noise through to the engine.
                byteArrayOf(22, 3, 3, 0, (noise.size - 5).toByte()).copyInto(noise)
                answered(noise)
            }
        }

        listOf("TLSv1.3", "TLSv1.2").forEach { protocol ->
            test("D5 $protocol an end without close_notify is a cut") {
                val (client, server) = connected(protocol)
                server.send("hello".encodeToByteArray())
                exchange(client, server)
                shouldThrow<TlsFailure> { client.codec.endOfInput() }.kind shouldBe TlsFailure.Kind.TRUNCATED
            }

            test("D5 $protocol an end inside a record is a cut") {
                val (client, server) = connected(protocol)
                server.send(patternedBytes(10_000))
                client.receive(server.outbox.take().copyOf(5_000))
                client.received.size() shouldBe 0
                shouldThrow<TlsFailure> { client.codec.endOfInput() }.kind shouldBe TlsFailure.Kind.TRUNCATED
            }

            test("D5 $protocol an end during the handshake is a cut at every place") {
                val probe = begun()
                val server = serverEnd(protocol)
                server.receive(probe.outbox.take())
                val length = server.outbox.size()
                listOf(0, 1, 4, 5, 6, length / 2, length - 1).forEach { cut ->
                    val client = begun()
                    val other = serverEnd(protocol)
                    other.receive(client.outbox.take())
                    client.receive(other.outbox.take().copyOf(minOf(cut, length - 1)))
                    shouldThrow<TlsFailure> { client.codec.endOfInput() }.kind shouldBe TlsFailure.Kind.TRUNCATED
                }
            }

            test("D6 $protocol close_notify is an end, and what follows it is not read") {
                val (client, server) = connected(protocol)
                server.send("hello".encodeToByteArray())
                server.close()
                client.codec.isClosedByPeer shouldBe false
                client.receive(server.outbox.take() + "noise".encodeToByteArray())
                client.received.take().decodeToString() shouldBe "hello"
                client.codec.isClosedByPeer shouldBe true
                client.codec.keptBytes shouldBe 0
                client.receive(ByteArray(100))
                shouldNotThrowAny { client.codec.endOfInput() }
            }

            test("$protocol close says close_notify once, and nothing can be sent after it") {
                val (client, server) = connected(protocol)
                client.codec.close(client)
                val goodbye = client.outbox.take()
                server.receive(goodbye)
                server.engine.isInboundDone shouldBe true
                client.codec.close(client)
                client.outbox.size() shouldBe 0
                shouldThrow<TlsFailure> { client.send(ByteArray(1)) }.kind shouldBe TlsFailure.Kind.CLOSED
            }

            test("$protocol changed ciphertext is refused") {
                val (client, server) = connected(protocol)
                server.send("hello".encodeToByteArray())
                val record = server.outbox.take()
                record[record.size - 1] = (record.last() + 1).toByte()
                shouldThrow<TlsFailure> { client.receive(record) }.kind shouldBe TlsFailure.Kind.PROTOCOL
                client.received.size() shouldBe 0
            }
        }

        test("D10 a request for a second handshake is refused") {
            val (client, server) = connected("TLSv1.2")
            server.engine.beginHandshake()
            server.answer()
            val error = shouldThrow<TlsFailure> { client.receive(server.outbox.take()) }
            error.kind shouldBe TlsFailure.Kind.PROTOCOL
            error.message shouldContain "renegotiation"
            shouldThrow<TlsFailure> { client.send(ByteArray(10)) } shouldBe error
        }

        test("nothing is sent before the handshake is done, nor said when it never began") {
            val client = clientEnd()
            shouldThrow<IllegalStateException> { client.send(ByteArray(1)) }
            client.codec.close(client)
            client.outbox.size() shouldBe 0
            client.codec.peerCertificates shouldBe emptyList()
        }

        test("a peer that floods while its certificate is being verified is cut off") {
            val client = clientEnd(runsTasksAtOnce = false)
            val server = serverEnd("TLSv1.3")
            client.codec.begin(client)
            server.receive(client.outbox.take())
            client.receive(server.outbox.take())
            shouldThrow<TlsFailure> { repeat(100) { client.receive(ByteArray(20_000)) } }.message shouldContain "faster"
        }
    })
