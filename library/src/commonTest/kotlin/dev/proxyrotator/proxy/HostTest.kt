package dev.proxyrotator.proxy

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class HostTest :
    FunSpec({
        test("a name is lower-cased and loses one trailing dot") {
            host("Proxy_1.EXAMPLE.") shouldBe "proxy_1.example"
            host("XN--BCHER-KVA.example") shouldBe "xn--bcher-kva.example"
            host("a--b.example") shouldBe "a--b.example"
        }

        test("a name beyond ASCII becomes its A-label") {
            host("BÜCHER.example") shouldBe "xn--bcher-kva.example"
            host("例え.テスト") shouldBe "xn--r8jz45g.xn--zckzah"
            host("пример.рф") shouldBe "xn--e1afmkfd.xn--p1ai"
            host("ישראל.example") shouldBe "xn--4dbrk0ce.example"
            host("한국.example") shouldBe "xn--3e0b707e.example"
        }

        test("a name that versions of IDNA map apart is refused") {
            listOf(
                "straße.example",
                "STRAẞE.example",
                "νόμος.example",
                "a\u0308.example",
                "a\u200db.example",
                "１２７.0.0.1",
                "ﬁ.example",
                "a。example",
                "İ.example",
                "\u212a.example",
                "אa.example",
                "😀.example",
                "xn--é.example",
                "\ufeffproxy.example",
            ).forEach { withClue(it) { readHost(it).valueOrNull shouldBe null } }
        }

        test("a malformed name is refused") {
            listOf(
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a.b..",
                "-a.b",
                "a-.b",
                "a b",
                "a%62",
                "a\\b",
                "a/b",
                "a@b",
                "[a]",
                "*.b",
            ).forEach { withClue(it) { readHost(it).valueOrNull shouldBe null } }
        }

        test("a label has at most 63 characters and a name 253, in the A-label form") {
            val label = "a".repeat(63)
            host(label) shouldBe label
            readHost(label + "a").valueOrNull shouldBe null
            readHost("é".repeat(63)).valueOrNull shouldBe null
            host("$label.$label.$label.${"a".repeat(61)}.")?.length shouldBe 253
            readHost("$label.$label.$label.${"a".repeat(62)}").valueOrNull shouldBe null
        }

        test("an IPv4 address is a dotted quad, and nothing that only resolvers take for one is a host") {
            host("192.0.2.1") shouldBe "192.0.2.1"
            host("255.255.255.255") shouldBe "255.255.255.255"
            listOf(
                "256.1.1.1",
                "127.1",
                "0x7f.1",
                "2130706433",
                "01.2.3.4",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.0x4",
                "a.1",
                "a.0x",
                "0x7f000001",
                "1.2.3.-4",
                "0.0.0.0",
            ).forEach { withClue(it) { readHost(it).valueOrNull shouldBe null } }
        }

        test("an IPv6 address takes the form of RFC 5952") {
            mapOf(
                "2001:DB8:0:0:1:0:0:1" to "2001:db8::1:0:0:1",
                "[2001:db8::1]" to "2001:db8::1",
                "2001:0db8:0000:0000:0000:0000:0000:0001" to "2001:db8::1",
                "2001:db8:0:1:1:1:1:1" to "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1:0:0:0:1" to "2001:0:0:1::1",
                "1:2:3:4:5:6:7::" to "1:2:3:4:5:6:7:0",
                "::1" to "::1",
                "1::" to "1::",
                "::ffff:192.0.2.1" to "::ffff:192.0.2.1",
                "::ffff:c000:201" to "::ffff:192.0.2.1",
                "64:ff9b::192.0.2.1" to "64:ff9b::c000:201",
                "fe80::1%eth0" to "fe80::1%eth0",
            ).forEach { (text, normal) -> withClue(text) { host(text) shouldBe normal } }
        }

        test("what is no IPv6 address is refused, and so are the unspecified ones") {
            listOf(
                "::",
                "[::]",
                "::%eth0",
                "::ffff:0.0.0.0",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":::",
                "1:::2",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "::1.2.3.256",
                "1.2.3.4::",
                "::1.2.3.4:1",
                "[2001:db8::1",
                "[]",
                "fe80::1%",
                "fe80::1%e th",
                "::-1",
            ).forEach { withClue(it) { readHost(it).valueOrNull shouldBe null } }
        }

        test("punycode gives what RFC 3492 prints") {
            mapOf(
                "ليهمابتكلموشعربي؟" to "egbpdaj6bu4bxfgehfvwxn",
                "他们为什么不说中文" to "ihqwcrb4cv8a8dqg056pqjye",
                "pročprostěnemluvíčesky" to "proprostnemluvesky-uyb24dma41a",
                "почемужеонинеговорятпорусски" to "b1abfaaepdrnnbgefbadotcwatmq2g4l",
                "3年b組金八先生" to "3b-ww4c5e180e575a65lsy2b",
                "そのスピードで" to "d9juau41awczczp",
            ).forEach { (label, encoded) -> punycode(label) shouldBe encoded }
        }

        test("a refusal points into the name") {
            val flaw = readHost("proxy.exa mple") as? Reading.Flaw
            flaw?.at shouldBe 9
        }
    })

private fun host(text: String): String? = withClue(text) { readHost(text).valueOrNull }
