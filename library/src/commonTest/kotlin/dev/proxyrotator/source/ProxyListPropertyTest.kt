package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyWithCredentialsSerializer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.Codepoint
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.of
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.json.Json

private val awkward = Arb.string(1..12, Arb.of("@:%/#?,;\"'\\ ab1.é".map { Codepoint(it.code) }))

class ProxyListPropertyTest :
    FunSpec({
        test("L7 credentials survive the way through every format") {
            checkAll(300, awkward, awkward) { username, password ->
                val name = username.replace(":", "_")
                val proxy = Proxy.of(ProxyScheme.HTTP, "p.example", 8080, ProxyCredentials(name, password))
                val json = Json.encodeToString(ListSerializer(ProxyWithCredentialsSerializer), listOf(proxy))

                fun quoted(text: String) = "\"" + text.replace("\"", "\"\"") + "\""

                fun yaml(text: String) = "'" + text.replace("'", "''") + "'"

                fun xml(text: String) = text.map { "&#${it.code};" }.joinToString("")
                listOf(
                    ProxyList.parse(proxy.urlWithCredentials()),
                    ProxyList.parse(json),
                    ProxyList.parse("host,port,user,pass\np.example,8080,${quoted(name)},${quoted(password)}"),
                    ProxyList.parse(
                        "- host: p.example\n  port: 8080\n  user: ${yaml(name)}\n  pass: ${yaml(password)}",
                    ),
                ).forEach { it.proxies shouldBe listOf(proxy) }
                if (name == name.trim() && password == password.trim()) {
                    val document = "<p host='p.example' port='8080' user='${xml(name)}' pass='${xml(password)}'/>"
                    ProxyList.parse(document).proxies shouldBe listOf(proxy)
                }
            }
        }

        test("L7 literal credentials survive in a line whose form was passed") {
            checkAll(300, awkward, awkward) { username, password ->
                val name = username.replace(":", "_").replace(" ", "_").replace("#", "_")
                val word = password.replace(" ", "_")
                val proxy = Proxy.of(ProxyScheme.HTTP, "p.example", 8080, ProxyCredentials(name, word))
                val line = "p.example:8080:$name:$word"
                if ("://" !in line) {
                    ProxyList.parse(line, form = ProxyForm.HOST_PORT_USER_PASSWORD).proxies shouldBe listOf(proxy)
                }
            }
        }

        test("no text makes it fail, in no format") {
            val pieces =
                listOf(
                    "192.0.2.1",
                    ":",
                    "80",
                    "@",
                    "\n",
                    "\r\n",
                    " ",
                    "\t",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    ",",
                    ";",
                    "<",
                    ">",
                    "</",
                    "/>",
                    "&",
                    "!",
                    "host",
                    "port",
                    "proxy",
                    "- ",
                    "key: ",
                    "#",
                    "\u0000",
                    "\uFEFF",
                    "é",
                    "\uD800",
                    "[ProxyList]",
                    "http://",
                    "socks5",
                    "'",
                    "\\",
                    "null",
                )
            checkAll(
                3000,
                Arb.list(Arb.element(pieces), 0..40),
                Arb.element(ProxyListFormat.entries),
            ) { parts, format ->
                ProxyList.parse(parts.joinToString(""), format)
            }
        }

        test("L9 a long line takes time by its length only") {
            val size = 1024 * 1024
            val lines =
                listOf(
                    "a",
                    ":",
                    "@",
                    "a:",
                    "@:",
                    "%41",
                    "[",
                    "{",
                    "{\"a\":",
                    "\"",
                    "<a>",
                    "<a",
                    "&",
                    "- ",
                    "a: ",
                    "a,",
                    "host,port,",
                    ".",
                    "1.",
                    " ",
                    "::",
                    "http://",
                )
            lines.forEach { piece ->
                val text = piece.repeat(size / piece.length)
                ProxyListFormat.entries.forEach { format ->
                    // What takes quadratic time does not come back from this.
                    ProxyList.parse(text, format).proxies.size shouldBe 0
                }
            }
        }
    })
