package dev.proxyrotator.failure

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll

private fun parsed(vararg lines: String) =
    ProxyStatus.parse(lines.asList())?.map { "${it.proxy} ${it.error} ${it.receivedStatus}" }

/** Each registered type of RFC 9209 §2.3, and where this library puts it. */
private val errors =
    mapOf(
        "dns_timeout" to "TUNNEL TARGET QUARTER",
        "dns_error" to "TUNNEL TARGET QUARTER",
        "destination_not_found" to "TUNNEL TARGET QUARTER",
        "destination_unavailable" to "TUNNEL TARGET QUARTER",
        "destination_ip_prohibited" to "TUNNEL TARGET QUARTER",
        "destination_ip_unroutable" to "TUNNEL TARGET QUARTER",
        "connection_refused" to "TUNNEL TARGET QUARTER",
        "connection_terminated" to "FIRST_BYTE TARGET QUARTER",
        "connection_timeout" to "TUNNEL TARGET QUARTER",
        "connection_read_timeout" to "FIRST_BYTE TARGET QUARTER",
        "connection_write_timeout" to "SEND TARGET QUARTER",
        "connection_limit_reached" to "TUNNEL PROXY QUARTER",
        "tls_protocol_error" to "TARGET_TLS TARGET NONE",
        "tls_certificate_error" to "TARGET_TLS TARGET NONE",
        "tls_alert_received" to "TARGET_TLS TARGET NONE",
        "http_request_error" to "SEND CLIENT NONE",
        "http_request_denied" to "TUNNEL PROXY QUARTER",
        "http_response_incomplete" to "BODY TARGET NONE",
        "http_response_header_section_size" to "FIRST_BYTE TARGET NONE",
        "http_response_header_size" to "FIRST_BYTE TARGET NONE",
        "http_response_body_size" to "BODY TARGET NONE",
        "http_response_trailer_section_size" to "BODY TARGET NONE",
        "http_response_trailer_size" to "BODY TARGET NONE",
        "http_response_transfer_coding" to "BODY TARGET NONE",
        "http_response_content_coding" to "BODY TARGET NONE",
        "http_response_timeout" to "FIRST_BYTE TARGET NONE",
        "http_upgrade_failed" to "FIRST_BYTE TARGET NONE",
        "http_protocol_error" to "FIRST_BYTE TARGET NONE",
        "proxy_internal_response" to "TUNNEL PROXY QUARTER",
        "proxy_internal_error" to "TUNNEL PROXY FULL",
        "proxy_configuration_error" to "TUNNEL PROXY FULL",
        "proxy_loop_detected" to "TUNNEL PROXY FULL",
    )

class ProxyStatusTest :
    FunSpec({
        test("every registered error has its place, and no other has one") {
            ProxyStatusError.entries.map { it.name.lowercase() } shouldContainExactlyInAnyOrder errors.keys
            errors.forEach { (token, row) ->
                withClue(token) {
                    ProxyStatusError.of(token)?.let { "${it.phase} ${it.blame} ${it.severity}" } shouldBe row
                }
            }
            listOf("", "DNS_ERROR", "dns-error", "dns_error ").forEach { ProxyStatusError.of(it) shouldBe null }
        }

        test("tokens and strings name the intermediaries, in the order of the way back") {
            parsed("""revproxy1.example.net, "Some CDN"; error=dns_error""") shouldContainExactly
                listOf("revproxy1.example.net null null", "Some CDN dns_error null")
        }

        test("several field lines are one list") {
            parsed("a; error=connection_timeout", "b; received-status=503\t,\tc") shouldContainExactly
                listOf("a connection_timeout null", "b null 503", "c null null")
        }

        test("parameters of any type are read over, the last of a name counts") {
            val odd =
                """a;next-hop="\"\\";details=%"caf%c3%a9";x=?1;y=:YQ==:;z=@-12;q=-1.25;flag;error=dns_error;""" +
                    "*k.-_1=*tok/en:!;  error=http_protocol_error"
            parsed(odd) shouldContainExactly listOf("a http_protocol_error null")
        }

        test("parameters of a wrong type are as if they were not there") {
            parsed("a; error=\"dns_error\"; received-status=\"503\"") shouldContainExactly listOf("a null null")
            parsed("a; error; received-status=503.0") shouldContainExactly listOf("a null null")
            parsed("a; received-status=-503") shouldContainExactly listOf("a null null")
            parsed("a; received-status=999999999999999") shouldContainExactly listOf("a null null")
        }

        test("C21 whatever is no list of tokens and strings is nothing") {
            val junk =
                listOf(
                    ",",
                    "a,",
                    "a,,b",
                    "a b",
                    "a;",
                    "a; Error=x",
                    "a;error=",
                    "\"a",
                    "\"a\\x\"",
                    "\"\t\"",
                    "(a b)",
                    "1",
                    "?1",
                    "?2",
                    ":YQ==",
                    ":Y Q:",
                    "@1.5",
                    "@",
                    "%a",
                    "%\"a",
                    "a;x=1.",
                    "a;x=1.2345",
                    "a;x=-",
                    "a;x=1234567890123456",
                    "a;x=1234567890123.1",
                    "é",
                    "a\u0000",
                    "\u0000",
                    "a;\tx",
                    "=",
                    ";",
                    "a;;b",
                )
            junk.forEach { withClue(it) { parsed(it) shouldBe null } }
            parsed("") shouldBe emptyList()
            parsed(" ") shouldBe emptyList()
        }

        test("C6 a field longer than any chain of proxies is nothing") {
            parsed("a".repeat(8192)) shouldBe listOf("a".repeat(8192) + " null null")
            parsed("a".repeat(8193)) shouldBe null
            parsed("a".repeat(5000), "b".repeat(5000)) shouldBe null
        }

        test("no text makes it throw") {
            val parts =
                Arb.element(
                    "a",
                    "b1",
                    ",",
                    ";",
                    "=",
                    "\"",
                    "\\",
                    "?",
                    "1",
                    ":",
                    "@",
                    "%",
                    " ",
                    "error",
                    ".",
                    "-",
                )
            checkAll(Arb.list(parts, 0..20)) { ProxyStatus.parse(listOf(it.joinToString(""))) }
            checkAll(Arb.string()) { ProxyStatus.parse(listOf(it)) }
        }

        test("what is built from names and tokens is read back") {
            val names = Arb.element("a", "proxy.example", "*x", "p:8080/1")
            checkAll(Arb.list(names, 1..8), Arb.list(Arb.element(errors.keys.toList()), 1..8)) { proxies, tokens ->
                val members = proxies.zip(tokens)
                val line = members.joinToString(" ,") { (proxy, token) -> "$proxy ;error=$token".replace(" ;", ";") }
                parsed(line) shouldBe members.map { (proxy, token) -> "$proxy $token null" }
            }
        }
    })
