package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.tunnel.HandshakeOutcome.Established
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.proxy.ProxyCredentials
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll

private val CREDENTIALS = ProxyCredentials("ann", "s3cret")
private val NO_METHOD = octets("05 00")
private val METHOD_2 = octets("05 02")
private val ACCEPTED = octets("01 00")
private val SUCCESS = octets("05 00 00 01 00 00 00 00 00 00")

private fun open(target: Authority = NAMED) = Socks5Handshake(target, credentials = null)

private fun guarded(credentials: ProxyCredentials = CREDENTIALS) = Socks5Handshake(NAMED, credentials)

private fun requestFor(
    host: String,
    port: Int = 80,
): String {
    val handshake = open(Authority(host, port, isSecure = false))
    handshake.takeOutgoing()
    handshake.decode(NO_METHOD, 0, 2)
    return handshake.said()
}

class Socks5HandshakeTest :
    FunSpec({
        test("without credentials only the method without is offered, and the name goes to the proxy") {
            val handshake = open()
            handshake.said() shouldBe "05 01 00"
            handshake.takeOutgoing() shouldBe null
            handshake.decode(NO_METHOD, 0, 2) shouldBe 2
            handshake.said() shouldBe "05 01 00 03 06 61 2e 74 65 73 74 01 bb"
            handshake.decode(SUCCESS, 0, SUCCESS.size) shouldBe SUCCESS.size
            handshake.outcome shouldBe Established
            handshake.takeOutgoing() shouldBe null
        }

        test("with credentials only user name and password are offered, and then shown") {
            val handshake = guarded()
            handshake.said() shouldBe "05 01 02"
            handshake.decode(METHOD_2, 0, 2)
            handshake.said() shouldBe "01 03 61 6e 6e 06 73 33 63 72 65 74"
            handshake.decode(ACCEPTED, 0, 2)
            handshake.said() shouldBe "05 01 00 03 06 61 2e 74 65 73 74 01 bb"
        }

        test("an address goes as an address, in the order of the network") {
            requestFor("192.0.2.255", 65535) shouldBe "05 01 00 01 c0 00 02 ff ff ff"
            requestFor("2001:db8::1") shouldBe "05 01 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00 50"
            requestFor("::ffff:192.0.2.1") shouldBe
                "05 01 00 04 00 00 00 00 00 00 00 00 00 00 ff ff c0 00 02 01 00 50"
        }

        test("names of 1 to 255 octets are sent whole") {
            (1..255).forEach { size ->
                val name = "n".repeat(size)
                requestFor(name) shouldBe
                    "05 01 00 03 ${hex(byteArrayOf(size.toByte()) + name.encodeToByteArray())} 00 50"
            }
        }

        test("A8 a name of 256 octets, or none, is refused before a packet, and so is an IPv6 zone") {
            listOf("n".repeat(256), "", "fe80::1%eth0").forEach {
                shouldThrow<IllegalArgumentException> { open(Authority(it, 80, isSecure = false)) }
            }
        }

        test("user names and passwords of 0 to 255 octets are sent whole, in UTF-8") {
            fun shown(credentials: ProxyCredentials): String {
                val handshake = guarded(credentials)
                handshake.takeOutgoing()
                handshake.decode(METHOD_2, 0, 2)
                return handshake.said()
            }
            (1..255).forEach { size ->
                val text = hex(byteArrayOf(size.toByte()) + "x".repeat(size).encodeToByteArray())
                shown(ProxyCredentials("x".repeat(size), "")) shouldBe "01 $text 00"
                shown(ProxyCredentials("", "x".repeat(size))) shouldBe "01 00 $text"
            }
            shown(ProxyCredentials("é", "ö:")) shouldBe "01 02 c3 a9 03 c3 b6 3a"
        }

        test("C20 of all methods a proxy can choose only the one that was offered is used") {
            (0..255).forEach { method ->
                val reply = byteArrayOf(5, method.toByte())
                listOf(null to 0, CREDENTIALS to 2).forEach { (credentials, offered) ->
                    val handshake = Socks5Handshake(NAMED, credentials)
                    handshake.takeOutgoing()
                    withClue("method $method of $offered") {
                        when (method) {
                            offered -> {
                                handshake.decode(reply, 0, 2) shouldBe 2
                                handshake.outcome shouldBe null
                            }

                            255 -> {
                                handshake.decode(reply, 0, 2) shouldBe 2
                                handshake.outcome shouldBe SocksAuthenticationRefusal
                            }

                            else -> {
                                shouldThrow<MalformedMessageException> { handshake.decode(reply, 0, 2) }
                                handshake.takeOutgoing() shouldBe null
                            }
                        }
                    }
                }
            }
        }

        test("C20 credentials are accepted with 0 and refused with all other numbers") {
            (1..255).forEach {
                val status = byteArrayOf(1, it.toByte())
                guarded().hears(METHOD_2, status).outcome shouldBe SocksAuthenticationRefusal
            }
            guarded().hears(METHOD_2, ACCEPTED, SUCCESS).outcome shouldBe Established
        }

        test("C20 every code but success is a refusal, known as soon as it is there, or means nothing") {
            (1..255).forEach { code ->
                val reply = byteArrayOf(5, code.toByte())
                withClue(code) {
                    if (code <= 8) {
                        val known = SocksReply.entries.single { it.code == code }
                        open().hears(NO_METHOD, reply).outcome shouldBe SocksRefusal(known)
                        val whole = reply + SUCCESS.drop(2)
                        open().hears(NO_METHOD, whole).outcome shouldBe SocksRefusal(known)
                    } else {
                        shouldThrow<MalformedMessageException> { open().hears(NO_METHOD, reply) }
                    }
                }
            }
        }

        test("C20 C14 another version is refused wherever it stands") {
            (0..255).map { byteArrayOf(it.toByte()) }.forEach { octet ->
                if (octet[0] != 5.toByte()) {
                    shouldThrow<MalformedMessageException> { open().hears(octet) }.message shouldContain "no SOCKS 5"
                    shouldThrow<MalformedMessageException> { open().hears(NO_METHOD, octet) }
                }
                if (octet[0] != 1.toByte()) {
                    shouldThrow<MalformedMessageException> { guarded().hears(METHOD_2, octet) }
                }
            }
        }

        test("C20 the address in the reply may be of any type, and what follows belongs to the tunnel") {
            val longName = octets("05 00 00 03 ff") + ByteArray(257)
            val noName = octets("05 00 00 03 00 00 00")
            val ipv6 = octets("05 00 00 04") + ByteArray(18) { 7 }
            listOf(SUCCESS, longName, noName, ipv6, octets("05 00 07 01 c0 00 02 01 ff ff")).forEach { reply ->
                open().hears(NO_METHOD, reply) shouldBe Handshaken(Established, left = 0)
                open().hears(NO_METHOD, reply + ByteArray(3)) shouldBe Handshaken(Established, left = 3)
            }
            (0..255).filter { it !in setOf(1, 3, 4) }.forEach { type ->
                val reply = octets("05 00 00") + type.toByte() + ByteArray(20)
                withClue(type) { shouldThrow<MalformedMessageException> { open().hears(NO_METHOD, reply) } }
            }
        }

        test("C11 every split of a reply gives the same result, byte by byte too") {
            val reply = octets("05 00 00 03 05") + ByteArray(7) + ByteArray(2)
            (0..reply.size).forEach { at ->
                open().hears(NO_METHOD, reply, cuts = listOf(at)).outcome shouldBe Established
            }
            open().hears(NO_METHOD, reply, cuts = reply.indices.toList()).outcome shouldBe Established
        }

        test("C10 C20 a connection that ends inside a reply is an error at every byte") {
            val whole = listOf(METHOD_2, ACCEPTED, SUCCESS)
            (1..whole.size).map(whole::take).forEach { replies ->
                val last = replies.last()
                last.indices.forEach { size ->
                    val cut = replies.dropLast(1) + last.copyOf(size)
                    withClue("$size bytes of reply ${replies.size}") {
                        shouldThrow<TruncatedMessageException> { guarded().hears(*cut.toTypedArray()) }
                    }
                }
            }
        }

        test("C20 a reply to what was not sent yet is refused, and no later message leaves") {
            shouldThrow<MalformedMessageException> { open().decode(NO_METHOD, 0, 2) }
            shouldThrow<MalformedMessageException> { open().hears(NO_METHOD + SUCCESS) }
            shouldThrow<MalformedMessageException> { guarded().hears(METHOD_2 + ACCEPTED) }
            shouldThrow<MalformedMessageException> { guarded().hears(METHOD_2, ACCEPTED + SUCCESS) }
        }

        test("random bytes give an outcome, an error or nothing, and never take more than there is") {
            checkAll(1000, Arb.byteArray(Arb.int(0..40), Arb.byte()), Arb.int(0..4)) { noise, kept ->
                val bytes = SUCCESS.copyOf(kept) + noise
                try {
                    (open().hears(NO_METHOD, bytes).left >= 0) shouldBe true
                } catch (error: MalformedMessageException) {
                    error.message.orEmpty().all { it in ' '..'~' } shouldBe true
                } catch (_: TruncatedMessageException) {
                    // As good as any.
                }
            }
        }
    })
