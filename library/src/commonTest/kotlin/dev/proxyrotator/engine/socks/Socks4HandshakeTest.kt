package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.tunnel.HandshakeOutcome.Established
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private val GRANTED = octets("00 5a 00 00 00 00 00 00")

private fun socks4(
    host: String = "192.0.2.1",
    username: String = "",
    scheme: ProxyScheme = ProxyScheme.SOCKS4,
) = Socks4Handshake(scheme, Authority(host, 443, isSecure = true), username)

private fun socks4a(
    host: String = "a.test",
    username: String = "",
) = socks4(host, username, ProxyScheme.SOCKS4A)

class Socks4HandshakeTest :
    FunSpec({
        test("an IPv4 address is asked for, with the user name") {
            socks4().said() shouldBe "04 01 01 bb c0 00 02 01 00"
            socks4(username = "é").said() shouldBe "04 01 01 bb c0 00 02 01 c3 a9 00"
            (1..255).forEach { size ->
                val username = "u".repeat(size)
                socks4(username = username).said() shouldBe
                    "04 01 01 bb c0 00 02 01 ${hex(username.encodeToByteArray())} 00"
            }
        }

        test("a 4A proxy is told the name, and an address as an address") {
            socks4a().said() shouldBe "04 01 01 bb 00 00 00 01 00 61 2e 74 65 73 74 00"
            socks4a(username = "u").said() shouldBe "04 01 01 bb 00 00 00 01 75 00 61 2e 74 65 73 74 00"
            socks4a("192.0.2.1").said() shouldBe "04 01 01 bb c0 00 02 01 00"
            (1..255).forEach { size ->
                val name = "n".repeat(size)
                socks4a(name).said() shouldBe "04 01 01 bb 00 00 00 01 00 ${hex(name.encodeToByteArray())} 00"
            }
        }

        test("A8 what SOCKS 4 has no place for is refused before a packet") {
            fun refusal(make: () -> Any) = shouldThrow<IllegalArgumentException> { make() }.message
            refusal { socks4("a.test") } shouldContain "localDns"
            listOf("2001:db8::1", "::ffff:192.0.2.1").forEach { host ->
                refusal { socks4(host) } shouldContain "IPv6"
                refusal { socks4a(host) } shouldContain "IPv6"
            }
            refusal { socks4a("n".repeat(256)) } shouldContain "255"
        }

        test("an address that would announce a name to a 4A proxy is refused") {
            listOf("0.0.0.1", "0.0.0.255").forEach { host ->
                shouldThrow<IllegalArgumentException> { socks4(host) }
                shouldThrow<IllegalArgumentException> { socks4a(host) }
            }
            socks4("0.0.1.0").said() shouldBe "04 01 01 bb 00 00 01 00 00"
        }

        test("C20 90 is success, 91 to 93 are refusals, and all other numbers mean nothing") {
            (0..255).forEach { code ->
                val reply = byteArrayOf(0, code.toByte()) + ByteArray(6)
                withClue(code) {
                    when (code) {
                        90 -> {
                            socks4().hears(reply) shouldBe Handshaken(Established, left = 0)
                            socks4a().hears(reply + ByteArray(2)) shouldBe Handshaken(Established, left = 2)
                        }

                        in 91..93 -> {
                            val known = SocksReply.entries.single { it.code == code }
                            socks4().hears(reply).outcome shouldBe SocksRefusal(known)
                            socks4().hears(reply.copyOf(2)).outcome shouldBe SocksRefusal(known)
                        }

                        else -> {
                            shouldThrow<MalformedMessageException> { socks4().hears(reply) }
                        }
                    }
                }
            }
        }

        test("C20 C14 a reply of another version is refused") {
            (1..255).forEach { version ->
                val reply = byteArrayOf(version.toByte()) + GRANTED.drop(1)
                shouldThrow<MalformedMessageException> { socks4().hears(reply) }.message shouldContain "no SOCKS 4"
            }
        }

        test("C10 C11 splits change nothing, and an end inside the reply is an error at every byte") {
            GRANTED.indices.forEach { at ->
                socks4().hears(GRANTED, cuts = listOf(at)).outcome shouldBe Established
                shouldThrow<TruncatedMessageException> { socks4().hears(GRANTED.copyOf(at)) }
            }
            socks4().hears(GRANTED, cuts = GRANTED.indices.toList()).outcome shouldBe Established
        }

        test("C20 a reply before the request is refused") {
            shouldThrow<MalformedMessageException> { socks4().decode(GRANTED, 0, GRANTED.size) }
        }
    })
