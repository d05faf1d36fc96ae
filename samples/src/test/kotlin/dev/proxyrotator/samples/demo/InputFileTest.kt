package dev.proxyrotator.samples.demo

import dev.proxyrotator.proxy.Proxy
import io.kotest.core.spec.style.FunSpec
import io.kotest.inspectors.forAll
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Path

class InputFileTest :
    FunSpec({
        val problems = ArrayList<InputProblem>()
        val file = InputFile(Path.of("list.txt"), problems)

        beforeTest { problems.clear() }

        test("blank lines, comments, a byte order mark and all line ends are no part of an entry") {
            val text = "\uFEFF# mine\r\n\r\n  a.example:8080  \n\t# indented\nhttp://b.example:81\n"
            val entries = file.parse(text) { Proxy.parse(it) }
            entries.map { it.line to it.value.host } shouldContainExactly listOf(3 to "a.example", 5 to "b.example")
            problems.shouldBeEmpty()
        }

        test("a bad line is named by its number and reason, and the good ones are read all the same") {
            val entries = file.parse("x.example:1\nftp://y.example\n\nhttp://z.example:0") { Proxy.parse(it) }
            entries.map { it.line } shouldContainExactly listOf(1)
            problems.map { it.line } shouldContainExactly listOf(2, 4)
            problems.first().toString() shouldBe
                "list.txt:2: unknown scheme; known are http, https, socks4, socks4a, socks5, socks5h (column 1)"
        }

        test("no problem shows a part of a line that may be a secret") {
            val lines =
                listOf(
                    "http://user:canary@bad host:1",
                    "canary",
                    "user:canary",
                    "canary://user:canary@host:1",
                    "10.0.0.1:99999:user:canary",
                    "http://canary:canary@host:canary",
                )
            file.parse(lines.joinToString("\n")) { Proxy.parse(it) }.shouldBeEmpty()
            file.parse((lines + "http://canary:canary@host/").joinToString("\n"), ::parseTarget).shouldBeEmpty()
            problems.size shouldBe 13
            problems.forAll { it.toString() shouldNotContain "canary" }
        }

        test("what is no URL to fetch is refused") {
            val reasons =
                mapOf(
                    "example.com/" to "a URL begins with http:// or https://",
                    "http://" to "the URL has no host",
                    "http:///path" to "the URL has no host",
                    "http://:80/" to "the URL has no host",
                    "http://exa mple/" to "a URL has no white space in it",
                    "http://example.com:99999/" to "it is not a URL",
                    "http://me@example.com/" to
                        "the URL has a user name in it; the demo sends no credentials to targets",
                )
            file.parse(reasons.keys.joinToString("\n"), ::parseTarget).shouldBeEmpty()
            problems.map { it.toString().substringAfter(": ") } shouldContainExactly reasons.values.toList()
        }

        test("a URL is taken as it stands") {
            val urls = listOf("http://example.com", "HTTPS://example.com:8443/a%20b?c=d&e=f#g", "http://[::1]:80/")
            file.parse(urls.joinToString("\n"), ::parseTarget).map { it.value.url } shouldBe urls
            problems.shouldBeEmpty()
        }

        test("a file of nothing but comments is a problem") {
            file.parse("# none\n\n", ::parseTarget).shouldBeEmpty()
            problems.single().toString() shouldBe "list.txt: has no line to use, only blank ones and comments"
        }
    })
