package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class LineListTest :
    FunSpec({
        test("one proxy a line, in the forms of vendors") {
            told(
                "http://192.0.2.1:8080\nsocks5h://u:p@proxy.example:1080\n192.0.2.2:3128\n192.0.2.3:80:al:pa:ss\n",
            ) shouldBe
                listOf(
                    "http://192.0.2.1:8080",
                    "socks5h://u:p@proxy.example:1080",
                    "http://192.0.2.2:3128",
                    "http://al:pa%3Ass@192.0.2.3:80",
                )
        }

        test("byte order mark, ends of lines, blank lines, comments and duplicates say nothing") {
            val text =
                "\uFEFF# list\r\n\r\n  192.0.2.1:8080  \r192.0.2.1:8080\r\n; ini\n// js\n192.0.2.3:8080 # why\n192.0.2.6\t3128"
            told(text) shouldBe listOf("http://192.0.2.1:8080", "http://192.0.2.3:8080", "http://192.0.2.6:3128")
        }

        test("a line that names no proxy is told by its number and does not disturb the others") {
            val reading =
                ProxyList.parse(
                    "192.0.2.1:80\nnot a proxy\n192.0.2.2:99999\n<html>no</html>\n192.0.2.3:80\u0000\n192.0.2.4:80",
                )
            reading.told shouldBe listOf("http://192.0.2.1:80", "http://192.0.2.4:80")
            reading.badLines shouldBe listOf(2, 3, 4, 5)
            reading.problems.map { it.entry } shouldBe listOf(2, 3, 4, 5)
        }

        test("a code of country and anonymity gives the country") {
            val reading =
                ProxyList.parse(
                    "Proxy list updated today\n192.0.2.1:999 CO-N-S! + \n192.0.2.2:80 HK-A! -\n192.0.2.3:80 word\n192.0.2.4:80 HK-X",
                )
            reading.told shouldBe listOf("http://192.0.2.1:999 CO", "http://192.0.2.2:80 HK")
            reading.badLines shouldBe listOf(1, 4, 5)
        }

        test("the default scheme is that of lines without one") {
            val reading = ProxyList.parse("192.0.2.1:80\nhttp://192.0.2.2:80", defaultScheme = ProxyScheme.SOCKS5)
            reading.proxies.map { it.scheme } shouldBe listOf(ProxyScheme.SOCKS5, ProxyScheme.HTTP)
        }

        test("L5 a third column is never taken for a remark when it might be a name") {
            val reading = ProxyList.parse("192.0.2.1:80:elite\n192.0.2.2:80:SE\n")
            reading.proxies.shouldBeEmpty()
            reading.badLines shouldBe listOf(1, 2)
        }

        test("L5 an ambiguous line is read as the others are") {
            told("a.example:80:alice:secret\nb.example:81:c.example:82") shouldBe
                listOf("http://alice:secret@a.example:80", "http://c.example:82@b.example:81")
            told("alice:secret:a.example:80\nb.example:81:c.example:82") shouldBe
                listOf("http://alice:secret@a.example:80", "http://b.example:81@c.example:82")
        }

        test("L5 an ambiguous line that nothing decides is a problem") {
            val reading = ProxyList.parse("b.example:81:c.example:82\n192.0.2.1:80")
            reading.badLines shouldBe listOf(1)
            reading.told shouldBe listOf("http://192.0.2.1:80")
        }

        test("L5 lines that disagree on their columns are problems, all of them, each naming another") {
            val reading =
                ProxyList.parse(
                    "a.example:80:alice:secret\n192.0.2.1:80\nbob:hidden:b.example:80\na.example:81:al:sec",
                )
            reading.told shouldBe listOf("http://192.0.2.1:80")
            reading.badLines shouldBe listOf(1, 3, 4)
            reading.problems[0].reason shouldContain "line 3"
            reading.problems[1].reason shouldContain "line 1"
            reading.problems[2].reason shouldContain "line 3"
        }

        test("L5 a form that was passed decides") {
            val text = "a.example:80:b.example:81\nb.example:81:c.example:82"
            ProxyList.parse(text, form = ProxyForm.USER_PASSWORD_HOST_PORT).told shouldBe
                listOf("http://a.example:80@b.example:81", "http://b.example:81@c.example:82")
        }

        test("B6 no problem shows a part of the line") {
            val lines =
                listOf(
                    "http://alice:s3cret@@192.0.2.1:80",
                    "alice:s3cret@192.0.2.1:99999",
                    "192.0.2.1:80:alice s3cret",
                    "alice:s3cret",
                    "s3cret",
                    "192.0.2.1:80 # s3cret alice",
                )
            ProxyList.parse(lines.joinToString("\n")).problems.forEach {
                it.toString() shouldNotContain "s3cret"
                it.toString() shouldNotContain "alice"
            }
        }

        test("L6 numbers that only some resolvers take for an address are no hosts") {
            val hosts = listOf("256.1.1.1", "127.1", "0x7f.1", "2130706433", "01.2.3.4", "１２７.0.0.1")
            val reading = ProxyList.parse(hosts.joinToString("\n") { "$it:80" })
            reading.proxies.shouldBeEmpty()
            reading.badLines shouldContainExactly (1..hosts.size).toList()
        }

        test("L4 DIRECT is never read") {
            ProxyList.parse("direct://\nDIRECT\ndirect://192.0.2.1:80\n").proxies.shouldBeEmpty()
        }

        test("L3 a list with too many entries is refused as a whole") {
            val text = (1..11).joinToString("\n") { "192.0.2.$it:80" }
            ProxyList.parse(text, maxEntries = 11).proxies.size shouldBe 11
            val reading = ProxyList.parse(text, maxEntries = 10)
            reading.proxies.shouldBeEmpty()
            reading.problems.single().line shouldBe null
        }
    })
