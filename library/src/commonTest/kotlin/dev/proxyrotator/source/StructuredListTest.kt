package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class StructuredListTest :
    FunSpec({
        val first = "http://192.0.2.1:3128"

        test("CSV has its columns named, and quotes around what holds a separator") {
            told("Proxy,IP,Port,TimeTaken\n192.0.2.1:3128,192.0.2.1,3128,0") shouldBe listOf(first)
            told("\"host\";\"port\";\"user\";\"pass\"\r\n\"192.0.2.1\";\"3128\";\"al;ice\";\"se\"\"cret\"\r\n") shouldBe
                listOf("http://al%3Bice:se%22cret@192.0.2.1:3128")
            told("ip\tport\tcountry code\tprotocol\n192.0.2.1\t3128\tse\tSOCKS5") shouldBe
                listOf("socks5://192.0.2.1:3128 SE")
        }

        test("CSV with schemes for columns has a proxy in every cell, and https means CONNECT there") {
            told("http,https,socks4\n192.0.2.1:3128,192.0.2.1:3128,192.0.2.9:4153\n,,192.0.2.11:4153") shouldBe
                listOf(first, "socks4://192.0.2.9:4153", "socks4://192.0.2.11:4153")
        }

        test("a row of CSV that is too short or too long is a problem") {
            val reading = ProxyList.parse("host,port,user,password\n192.0.2.1,80,alice\n192.0.2.2,80,u,p\n1,2,3,4,5")
            reading.told shouldBe listOf("http://u:p@192.0.2.2:80")
            reading.badLines shouldBe listOf(2, 4)
        }

        test("CSV without a header is refused, and so is a quote that is never closed") {
            ProxyList.parse("192.0.2.1,80,alice,secret", ProxyListFormat.CSV).proxies.shouldBeEmpty()
            ProxyList
                .parse("host,port\n\"192.0.2.1,80\n192.0.2.2,80")
                .problems
                .single()
                .line shouldBe 2
        }

        test("JSON has texts or objects in arrays, at any depth, below keys that may name a scheme") {
            told("""["192.0.2.1:3128", "socks5://192.0.2.2:1080"]""") shouldBe listOf(first, "socks5://192.0.2.2:1080")
            told(
                """{"metadata": {"total": 2}, "proxies": {"https": ["192.0.2.1:3128"], "socks4": ["192.0.2.2:1080"]}}""",
            ) shouldBe
                listOf(first, "socks4://192.0.2.2:1080")
            told(
                """{"data": [{"ip": "192.0.2.1", "port": "3128", "protocols": ["http", "socks4"], "country": "US"}], "url": "https://a.example"}""",
            ) shouldBe
                listOf("$first US", "socks4://192.0.2.1:3128 US")
            told(
                """[{"category": "HTTPS", "proxy": "192.0.2.1:3128", "ip": "192.0.2.1", "port": "3128", "checked_at": ""}]""",
            ) shouldBe
                listOf(first)
            told("""[{"host": "192.0.2.1", "port": 3128, "username": null, "password": null, "ok": true}]""") shouldBe
                listOf(first)
        }

        test("JSON of the library's own is read back, tags and weight included") {
            val text =
                """{"scheme": "https", "host": "p.example", "port": 443, "credentials": {"username": "u", "password": "p"},
                    "weight": 2.5, "tags": ["eu", "fast"], "country": "SE", "cost": 3.0}"""
            val proxy = ProxyList.parse(text).proxies.single()
            proxy.told shouldBe "https://u:p@p.example:443 SE"
            proxy.weight shouldBe 2.5
            proxy.tags shouldBe setOf("eu", "fast")
            proxy.cost shouldBe 3.0
        }

        test("credentials of an entry are never dropped") {
            told("""[{"proxy": "http://u:p@192.0.2.1:80", "ip": "192.0.2.1", "port": 80}]""") shouldBe
                listOf("http://u:p@192.0.2.1:80")
            told("""[{"proxy": "192.0.2.1:80", "auth": "u:p:q"}]""") shouldBe listOf("http://u:p%3Aq@192.0.2.1:80")
            val bad =
                ProxyList.parse(
                    """[{"proxy": "http://u:p@192.0.2.1:80", "user": "other", "pass": "p"}, {"ip": "192.0.2.1", "port": 80, "auth": "word"},
                        {"scheme": "http", "host": "192.0.2.1", "port": 80, "credentials": "***"}, {"ip": "192.0.2.1", "port": 80, "pass": {"a": 1}},
                        {"ip": "192.0.2.1", "port": 80, "auth": ["u", "p"]}, {"ip": "192.0.2.1", "port": 80, "auth": {"name": "u"}},
                        {"ip": "192.0.2.1", "port": 80, "user": "u", "pass": "p", "auth": "u:other"}]""",
                )
            bad.proxies.shouldBeEmpty()
            bad.problems.map { it.entry } shouldBe (1..7).toList()
        }

        test("an entry of another protocol is a problem, other kinds are none") {
            val reading =
                ProxyList.parse(
                    """[{"type": "vmess", "server": "a.example", "port": 80}, {"protocol": "quic", "host": "a.example", "port": 80},
                        {"scheme": "direct", "host": "a.example"}, {"type": "residential", "server": "192.0.2.1", "port": 3128}]""",
                )
            reading.told shouldBe listOf(first)
            reading.problems.size shouldBe 3
        }

        test("JSON may come one document a line, and a broken line disturbs no other") {
            val reading =
                ProxyList.parse(
                    "{\"host\":\"192.0.2.1\",\"port\":3128}\n{broken s3cret\n{\"host\":\"192.0.2.2\",\"port\":\"1080\",\"protocol\":\"SOCKS5\"}\n",
                )
            reading.told shouldBe listOf(first, "socks5://192.0.2.2:1080")
            reading.badLines shouldBe listOf(2)
            reading.problems.single().toString() shouldNotContain "s3cret"
        }

        test("JSON that is broken, nested without end or holds no proxy gives none and says why") {
            ProxyList
                .parse("{\"proxies\": [")
                .problems
                .single()
                .reason shouldContain "not valid JSON"
            ProxyList
                .parse("[".repeat(1_000_000))
                .problems
                .single()
                .reason shouldContain "nested"
            ProxyList
                .parse("[[" + "{},".repeat(1000) + "{}]]", maxEntries = 10)
                .problems
                .single()
                .reason shouldContain
                "too many values"
            ProxyList
                .parse("{\"error\": \"quota\"}")
                .problems
                .single()
                .reason shouldContain "names no proxy"
        }

        test("proxychains.conf has its proxies in a section") {
            told(
                "# ProxyList format\nstrict_chain\n[ProxyList]\nsocks5 192.0.2.1 1080 lamer secret\nhttp\t192.0.2.2  8080 # x\nsocks4 192.0.2.3 1080",
            ) shouldBe
                listOf("socks5://lamer:secret@192.0.2.1:1080", "http://192.0.2.2:8080", "socks4://192.0.2.3:1080")
            told("http 192.0.2.1 3128") shouldBe listOf(first)
            val reading =
                ProxyList.parse(
                    "[ProxyList]\nraw 192.0.2.1 80\nhttp 192.0.2.1 80 alice\nhttp 192.0.2.1 0\nhttp h.example 80 u #p",
                )
            reading.badLines shouldBe listOf(2, 3, 4)
            reading.told shouldBe listOf("http://u:%23p@h.example:80")
        }

        test("YAML has sequences and mappings in blocks") {
            told(
                "proxies:\n    - category: HTTPS\n      proxy: 192.0.2.1:3128 # c\n      ip: 192.0.2.1\n      port: \"3128\"\n",
            ) shouldBe
                listOf(first)
            told("---\n- http://192.0.2.1:3128\n- 'socks5://192.0.2.2:1080'\n") shouldBe
                listOf(first, "socks5://192.0.2.2:1080")
            told("socks5:\n- 192.0.2.2:1080\nhttp:\n  - 192.0.2.1:3128\nupdated: \"2026\"\n") shouldBe
                listOf("socks5://192.0.2.2:1080", first)
            told(
                "-\n  host: 192.0.2.1\n  port: 3128\n  password: 'it''s: #1'\n  username: null\n  user: \"a\\\"b\"\n",
            ) shouldBe
                listOf("http://a%22b:it%27s%3A%20%231@192.0.2.1:3128")
        }

        test("L4 YAML that can stand for something else is refused") {
            listOf(
                "- !!java.net.URL http://a.example",
                "- &a http://192.0.2.1:80\n- *a",
                "proxies: {http: x}",
                "- [192.0.2.1, 80]",
                "- |\n  192.0.2.1:80",
                "proxies:\n\t- 192.0.2.1:80",
                "proxies:\n    - 192.0.2.1:80\n  - 192.0.2.2:80",
            ).forEach { text ->
                val reading = ProxyList.parse(text, ProxyListFormat.YAML)
                reading.proxies.shouldBeEmpty()
                (reading.problems.single().line != null) shouldBe true
            }
        }

        test("L3 a document with far more in it than its entries can need is refused") {
            val keys = (1..100).joinToString("\n") { "key$it: value" }
            ProxyList
                .parse(keys, ProxyListFormat.YAML, maxEntries = 2)
                .problems
                .single()
                .reason shouldContain
                "too many lines"
            val elements = "<l>" + "<a/>".repeat(100) + "</l>"
            ProxyList
                .parse(elements, maxEntries = 2)
                .problems
                .single()
                .reason shouldContain "too many elements"
        }

        test("XML has elements and attributes") {
            told(
                "<?xml version=\"1.0\"?><!-- c --><Proxies><Proxy><Category>HTTPS</Category><Proxy>192.0.2.1:3128</Proxy><IP>192.0.2.1</IP><Port>3128</Port></Proxy></Proxies>",
            ) shouldBe
                listOf(first)
            told(
                "<l>\n<proxy>192.0.2.1:3128</proxy>\n<proxy>socks5://u:p&amp;&#x40;@192.0.2.2:1080</proxy></l>".replace(
                    "&#x40;",
                    "",
                ),
            ) shouldBe
                listOf(first, "socks5://u:p%26@192.0.2.2:1080")
            told(
                "<l><p ip='192.0.2.1' port=\"3128\" country='se'/><proxy country='NO'>192.0.2.2:80</proxy></l>",
            ) shouldBe
                listOf("$first SE", "http://192.0.2.2:80 NO")
        }

        test("L4 XML with a DOCTYPE, an entity of its own or a fault is refused") {
            listOf(
                "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><P><IP>&x;</IP><Port>80</Port></P>",
                "<P><IP>&x;</IP><Port>80</Port></P>",
                "<P><IP>192.0.2.1</IP><Port>80</P>",
                "<P><IP>192.0.2.1</IP><Port>80</Port>",
                "<P><![CDATA[192.0.2.1:80]]></P>",
                "<a>".repeat(100_000),
                "<",
            ).forEach {
                val reading = ProxyList.parse(it, ProxyListFormat.XML)
                reading.proxies.shouldBeEmpty()
                reading.problems.size shouldBe 1
            }
        }

        test("L3 L4 a web page and a PAC script give no proxy and say why, whatever the format") {
            ProxyListFormat.entries.forEach { format ->
                val page = ProxyList.parse("\n<!DOCTYPE html><html><body>\n203.0.113.9:443\n</body></html>", format)
                page.proxies.shouldBeEmpty()
                page.problems.single().reason shouldContain "HTML"
                val script =
                    ProxyList.parse(
                        "function FindProxyForURL(url, host) {\nreturn \"PROXY 192.0.2.1:8080; DIRECT\"; }",
                        format,
                    )
                script.proxies.shouldBeEmpty()
                script.problems.single().reason shouldContain "PAC"
            }
        }

        test("an IPv6 address at the start is no JSON") {
            told("[2001:db8::1]:8080\n") shouldBe listOf("http://[2001:db8::1]:8080")
        }

        test("https is TLS to the proxy only in a URL and in a field scheme") {
            ProxyList
                .parse("https://192.0.2.2:443")
                .proxies
                .single()
                .scheme shouldBe ProxyScheme.HTTPS
            ProxyList
                .parse(
                    """{"ip": "192.0.2.2", "port": 443, "protocol": "https"}""",
                ).proxies
                .single()
                .scheme shouldBe
                ProxyScheme.HTTP
        }
    })
