package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode

private const val OK = "HTTP/1.1 200 OK"

class ResponseHeadTest :
    FunSpec({
        test("a status line gives version, code and reason phrase") {
            val head = headOf(head("HTTP/1.0 404 Nothing here"))
            head.version shouldBe HttpProtocolVersion.HTTP_1_0
            head.status.value shouldBe 404
            head.status.description shouldBe "Nothing here"
        }

        test("a status with Ktor's own reason phrase is Ktor's own object") {
            HttpStatusCode.allStatusCodes.filter { it.value !in 100..199 }.forEach { status ->
                headOf(head("HTTP/1.1 ${status.value} ${status.description}")).status shouldBeSameInstanceAs status
            }
        }

        test("a reason phrase may be missing, empty, between blanks or beyond ASCII") {
            mapOf(
                "HTTP/1.1 200" to "",
                "HTTP/1.1 200 " to "",
                "HTTP/1.1 200  OK\t" to "OK",
                "HTTP/1.1 500 Oriëntatieprobleem" to "Oriëntatieprobleem",
                "HTTP/1.1 200 \u0080\u00ff" to "\u0080\u00ff",
            ).forEach { (line, reason) -> withClue(line) { headOf(head(line)).status.description shouldBe reason } }
        }

        test("a status line that is not exactly one of HTTP/1.0 or 1.1 is refused") {
            listOf(
                "HTTP/0.9 200 OK",
                "HTTP/1.2 200 OK",
                "HTTP/2 200 OK",
                "HTTP/2.0 200 OK",
                "HTTP/1.10 200 OK",
                "HTTP/01.1 200 OK",
                "HTTP/1,1 200 OK",
                "http/1.1 200 OK",
                "HTTP /1.1 200 OK",
                " HTTP/1.1 200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1  200 OK",
                "HTTP/1.1 20 OK",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 000 OK",
                "HTTP/1.1 600 OK",
                "HTTP/1.1 999 OK",
                "HTTP/1.1 +20 OK",
                "HTTP/1.1 2x0 OK",
                "HTTP/1.1 \u00b2\u00b2\u00b2 OK",
                "HTTP/1.1 200X",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 200 O\u0000K",
                "HTTP/1.1 200 O\rK",
                "HTTP/1.1 200 O\u007fK",
                "HTTP/1.1 200 OK\r",
                "\rHTTP/1.1 200 OK",
            ).forEach { line -> withClue(line) { refusal(head(line)) } }
        }

        test("C5 a malformed header line is refused, and the message says which and why") {
            mapOf(
                " folded: x" to "line folding",
                "\tfolded: x" to "line folding",
                "Name : x" to "white space",
                "Name\t: x" to "white space",
                "Na me: x" to "white space",
                ": x" to "empty name",
                "Name" to "no colon",
                "Na\u0000me: x" to "name",
                "Na\u007fme: x" to "name",
                "N\u00e4me: x" to "name",
                "Na(me: x" to "name",
                "\"Name\": x" to "name",
                "Name: a\rb" to "bare CR",
                "Name: a\u0000b" to "control",
                "Name: \u0000" to "control",
                "Name: a\u000bb" to "control",
                "Name: a\u001bb" to "control",
                "Name: a\u007fb" to "control",
                "Name: ab\r" to "bare CR",
            ).forEach { (line, reason) ->
                withClue(line) {
                    val message = refusal(head(OK, "First: 1", line, "Content-Length: 0"))
                    message shouldContain "header line 2"
                    message shouldContain reason
                }
            }
        }

        test("C5 a folded line is never merged into the header before it") {
            refusal(head(OK, "Transfer-Encoding: chunked", "  abc"))
            refusal(head(OK, " Host: foo"))
        }

        test("a value is trimmed, may be empty and is ISO-8859-1") {
            val headers =
                headOf(head(OK, "A:1", "B: \t 2 3\t ", "C:", "D: \t", "E: ü\u0080\u00ff", "F: a\tb", "G: ::")).headers
            headers.entries().map { (name, values) -> name to values.single() } shouldBe
                listOf(
                    "A" to "1",
                    "B" to "2 3",
                    "C" to "",
                    "D" to "",
                    "E" to "ü\u0080\u00ff",
                    "F" to "a\tb",
                    "G" to "::",
                )
        }

        test("a name is any token, in the case it came") {
            val name = "!#$%&'*+-.^_`|~09azAZ"
            headOf(head(OK, "$name: x", "cOnTeNt-TyPe: y")).headers.names() shouldBe setOf(name, "cOnTeNt-TyPe")
        }

        test("a common name is Ktor's own string") {
            val names = headOf(head(OK, "Content-Type: a", "Server: b", "Set-Cookie: c")).headers.names().toList()
            listOf(HttpHeaders.ContentType, HttpHeaders.Server, HttpHeaders.SetCookie).forEachIndexed { at, name ->
                names[at] shouldBeSameInstanceAs name
            }
        }

        test("every known name is found in any case, and nothing else is") {
            KnownField.entries.forEach { field ->
                listOf(field.title, field.title.lowercase(), field.title.uppercase()).forEach { name ->
                    KnownField.find(name) shouldBe field
                    headOf(
                        head(OK, "$name: ${if (field == KnownField.TRANSFER_ENCODING) "chunked" else "1"}"),
                    ).headers.names() shouldBe
                        setOf(name)
                }
                KnownField.find(field.title + "x") shouldBe null
                KnownField.find(field.title.drop(1)) shouldBe
                    KnownField.entries.find { it.title == field.title.drop(1) }
            }
        }
    })

private fun headOf(text: String): ResponseHead {
    val bytes = wire(text)
    val sink = Recorder()
    val decoder = ResponseDecoder().apply { start(isHead = true) }
    decoder.decode(bytes, 0, bytes.size, sink)
    return checkNotNull(sink.head)
}
