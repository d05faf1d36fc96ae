package dev.proxyrotator.proxy

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.enum
import io.kotest.property.arbitrary.filter
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.of
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import kotlinx.serialization.json.Json
import kotlin.time.Duration.Companion.minutes

private val schemes = Arb.enum<ProxyScheme>().filter { it != ProxyScheme.DIRECT }
private val hosts = Arb.of("192.0.2.1", "2001:db8::1", "fe80::1%eth-0", "proxy.example", "localhost", "bücher.example")
private val ports = Arb.int(1..65535)
private val awkward =
    Arb
        .list(
            Arb.element("@", ":", "/", "%", "#", "?", "[", "]", "\\", "+", "*", "%41", "é", "日", "😀", "a", "Z", "7"),
            1..12,
        ).map { it.joinToString("") }

/** Free of the colon that ends a user name. */
private val usernames = awkward.map { it.replace(':', '_') }

class ProxyRoundTripTest :
    FunSpec({
        test("the URL with credentials reads back as the same proxy") {
            checkAll(schemes, hosts, ports, usernames, awkward) { scheme, host, port, user, password ->
                val proxy = Proxy.of(scheme, host, port, ProxyCredentials(user, password))
                Proxy.parse(proxy.urlWithCredentials()) shouldBe proxy
                val bare = proxy.withoutCredentials()
                Proxy.parse(bare.urlWithCredentials()) shouldBe bare
                Proxy.parse(bare.toString()) shouldBe bare
                Json.decodeFromString(
                    ProxyWithCredentialsSerializer,
                    Json.encodeToString(ProxyWithCredentialsSerializer, proxy),
                ) shouldBe
                    proxy
            }
        }

        test("a line reads back under its form, the password untouched") {
            checkAll(ports, usernames.filter { '@' !in it }, awkward) { port, user, password ->
                val expected = Proxy.of(ProxyScheme.HTTP, "192.0.2.1", port, ProxyCredentials(user, password))
                mapOf(
                    ProxyForm.HOST_PORT_USER_PASSWORD to "192.0.2.1:$port:$user:$password",
                    ProxyForm.USER_PASSWORD_HOST_PORT to "$user:$password:192.0.2.1:$port",
                    ProxyForm.USER_PASSWORD_AT_HOST_PORT to "$user:$password@192.0.2.1:$port",
                    ProxyForm.HOST_PORT_AT_USER_PASSWORD to "192.0.2.1:$port@$user:$password",
                ).forEach { (form, line) -> Proxy.parse(line, form = form) shouldBe expected }
            }
        }

        test("parse refuses garbage with a validation error only, and parseOrNull agrees") {
            val pieces =
                Arb.element(
                    "http://",
                    "socks5://",
                    "://",
                    "@",
                    ":",
                    "/",
                    "[",
                    "]",
                    "%",
                    "%25",
                    ".",
                    "a",
                    "1",
                    "80",
                    "::",
                    "x.y",
                    "192.0.2.1",
                    "[2001:db8::1]",
                    "é",
                    "\ud800",
                    " ",
                    "\u0000",
                    "0x",
                    "xn--",
                    "-",
                    "***",
                )
            val texts = Arb.of(Arb.list(pieces, 0..10).map { it.joinToString("") }, Arb.string(0..40))
            checkAll(3000, texts, Arb.enum<ProxyForm>()) { source, form ->
                val text = source.sample(randomSource()).value
                val parsed =
                    try {
                        Proxy.parse(text, form = form)
                    } catch (_: ProxyValidationException) {
                        null
                    }
                Proxy.parseOrNull(text, form = form) shouldBe parsed
                parsed?.let { Proxy.parse(it.urlWithCredentials()) shouldBe it }
            }
        }

        // The limit is generous for a busy machine; a quadratic parser would need hours.
        test("a line of a mebibyte is read without going back and forth in it").config(timeout = 2.minutes) {
            val pieces = listOf(":", "@", "a", "%41", "%", "[", "]", ".", "1:", "é", "://", "/", "a:1:", "a@b:1:")
            pieces.forEach { piece ->
                val long = piece.repeat((1 shl 20) / piece.length)
                listOf(
                    long,
                    "http://$long",
                    "http://u:$long@proxy.example",
                    "192.0.2.1:80:u:$long",
                    "$long@192.0.2.1:80",
                ).forEach { Proxy.parseOrNull(it) }
            }
        }
    })
