package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe

private const val EXIT = "192.0.2.1"
private const val CLIENT = "198.51.100.7"

class SightingTest :
    FunSpec({
        test("a request that looks like anybody's makes an elite proxy") {
            seen("User-Agent" to "ktor/3.6.1.0", "Accept" to "*/*", "Connection" to "keep-alive").level shouldBe
                AnonymityLevel.ELITE
        }

        listOf("Via" to "1.1 squid", "Proxy-Connection" to "keep-alive", "X-Forwarded-Proto" to "http")
            .plus(listOf("X-Forwarded-For" to "unknown", "Forwarded" to "for=_hidden", "X-Real-IP" to EXIT))
            .plus(listOf("Via" to "1.1 203.0.113.9:3128 (squid/5.7)", "X-Never-Heard-Of" to "1"))
            .forEach { (name, value) ->
                test("$name: $value, which was not sent, shows a proxy, and nobody behind it") {
                    seen(name to value).run {
                        level shouldBe AnonymityLevel.ANONYMOUS
                        traces.shouldContainExactly(name.lowercase())
                    }
                }
            }

        test("what was sent comes from the client itself, unless it comes otherwise") {
            val sent = mapOf("x-own" to listOf("for 203.0.113.9"))
            seen("X-Own" to "for 203.0.113.9", sent = sent).level shouldBe AnonymityLevel.ELITE
            seen("X-Own" to "for 203.0.113.9 or $CLIENT", sent = sent).level shouldBe AnonymityLevel.TRANSPARENT
        }

        listOf(
            "X-Forwarded-For" to "10.0.0.1, $CLIENT",
            "Forwarded" to "for=\"$CLIENT:4711\";proto=http;by=203.0.113.43",
            "X-Real-IP" to "::ffff:$CLIENT",
            "X-Anything" to "src=$CLIENT",
            "X-Tinyproxy" to CLIENT,
            "X-Pair" to "ip:$CLIENT|a",
        ).forEach { (name, value) ->
            test("K6 $name: $value with the client's own address in it makes a transparent proxy") {
                seen(name to value, own = setOf(CLIENT)).level shouldBe AnonymityLevel.TRANSPARENT
            }
        }

        test("K6 an address in any field that was not sent is the client's, as long as its own is not known") {
            seen("X-Tinyproxy" to CLIENT).level shouldBe AnonymityLevel.TRANSPARENT
            seen("X-Source" to "2001:db8::7", own = setOf(CLIENT)).level shouldBe AnonymityLevel.TRANSPARENT
            seen("X-Source" to "2001:db8::7", own = setOf("2001:db8:1::1")).level shouldBe AnonymityLevel.ANONYMOUS
        }

        test("K6 a network stands for all its addresses") {
            seen("X-Source" to "2001:db8::7", own = setOf("2001:db8::/64")).level shouldBe AnonymityLevel.TRANSPARENT
            seen("X-Source" to "198.51.100.255", own = setOf("198.51.100.0/24")).level shouldBe
                AnonymityLevel.TRANSPARENT
            seen("X-Source" to "198.51.101.0", own = setOf("198.51.100.0/24")).level shouldBe AnonymityLevel.ANONYMOUS
            listOf("", "me", "192.0.2.0/33", "192.0.2.0/0", "192.0.2.0/x").forEach {
                shouldThrow<IllegalArgumentException> { ClientAddresses(setOf(it)) }
            }
        }

        test("K6 IPv6 addresses are the same in every spelling") {
            val own = setOf("2001:db8::7")
            seen("Forwarded" to "for=\"[2001:DB8:0:0::7]:80\"", own = own).level shouldBe AnonymityLevel.TRANSPARENT
        }

        test("addresses that are not the client's show a proxy only, when the client's are known") {
            seen("X-Forwarded-For" to "10.0.0.1", own = setOf(CLIENT)).level shouldBe AnonymityLevel.ANONYMOUS
        }

        test("without knowing the client's, whoever is named beside the exit counts as the client") {
            seen("X-Forwarded-For" to CLIENT).level shouldBe AnonymityLevel.TRANSPARENT
            seen("X-Forwarded-For" to EXIT).level shouldBe AnonymityLevel.ANONYMOUS
        }

        test("a field without a value was not there") {
            seen("Via" to "", "X-Forwarded-For" to " ").level shouldBe AnonymityLevel.ELITE
        }

        test("an exit that is the client itself is as transparent as none") {
            seen(own = setOf(EXIT)).level shouldBe AnonymityLevel.TRANSPARENT
        }

        test("fields that are ignored say nothing") {
            seen("X-Forwarded-For" to CLIENT, ignored = setOf("x-forwarded-for")).level shouldBe AnonymityLevel.ELITE
        }

        test("K6 a proxy that leaves by the exit of one before it is no longer elite") {
            val first = Proxy.parse("http://a.example")
            val second = Proxy.parse("http://b.example")
            val third = Proxy.parse("http://c.example")
            val compared =
                compare(
                    mapOf(
                        first to seen(),
                        second to seen(),
                        third to sighting(echo("192.0.2.3")),
                    ),
                )
            compared.values.map { it.level }.shouldContainExactly(
                AnonymityLevel.ELITE,
                AnonymityLevel.ANONYMOUS,
                AnonymityLevel.ELITE,
            )
            compared.values.map { it.sharesExitWith }.shouldContainExactly(null, first, null)
        }

        test("K6 an exit that was seen before does not make a transparent proxy any better") {
            val compared =
                compare(
                    mapOf(
                        Proxy.parse("http://a.example") to seen(),
                        Proxy.parse("http://b.example") to seen("X-Forwarded-For" to CLIENT),
                    ),
                )
            compared.values.map { it.level }.shouldContainExactly(AnonymityLevel.ELITE, AnonymityLevel.TRANSPARENT)
        }

        test("K6 a gateway that leaves twice by one exit is no longer elite") {
            val gateway = Proxy.parse("http://g.example")
            val stayed = sighting(echo(EXIT), echo(EXIT))
            val moved = sighting(echo(EXIT), echo("192.0.2.2"))
            compare(mapOf(gateway to stayed)).getValue(gateway).run {
                level shouldBe AnonymityLevel.ANONYMOUS
                sharesExitWith shouldBe gateway
            }
            compare(mapOf(gateway to moved)).getValue(gateway).level shouldBe AnonymityLevel.ELITE
        }
    })

private fun echo(
    exit: String,
    vararg fields: Pair<String, String>,
) = EchoedRequest(exit, mapOf("Host" to listOf("e")) + fields.map { (name, value) -> name to listOf(value) })

private fun sighting(vararg echoes: EchoedRequest) =
    Sighting(echoes.map { Look(emptyMap(), it) }, ClientAddresses(emptySet()), emptySet())

private fun seen(
    vararg fields: Pair<String, String>,
    own: Set<String> = emptySet(),
    ignored: Set<String> = emptySet(),
    sent: Map<String, List<String>> = mapOf("user-agent" to listOf("ktor/3.6.1.0")),
) = Sighting(listOf(Look(sent, echo(EXIT, *fields))), ClientAddresses(own), ignored)
