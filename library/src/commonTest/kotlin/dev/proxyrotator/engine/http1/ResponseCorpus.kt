package dev.proxyrotator.engine.http1

/** One valid response and what it means. */
internal class Sample(
    val name: String,
    val wire: String,
    val body: String = "",
    val framing: BodyFraming = BodyFraming.None,
    val keeps: Boolean = true,
    val isHead: Boolean = false,
    val interims: List<Int> = emptyList(),
) {
    override fun toString(): String = name
}

private const val OK = "HTTP/1.1 200 OK"
private const val CHUNKED = "Transfer-Encoding: chunked"

private fun length(
    name: String,
    wire: String,
    body: String,
    keeps: Boolean = true,
) = Sample(name, wire + body, body, BodyFraming.Length(body.length.toLong()), keeps)

private fun chunked(
    name: String,
    body: String,
    wire: String,
    keeps: Boolean = true,
) = Sample(name, wire, body, BodyFraming.Chunked, keeps)

private fun untilClose(
    name: String,
    wire: String,
    body: String,
) = Sample(name, wire + body, body, BodyFraming.UntilClose, keeps = false)

private val lengths =
    listOf(
        length("a length", head(OK, "Content-Length: 5"), "hello"),
        length("a length in lower case", head(OK, "content-length: 5"), "hello"),
        length("a length in capitals between blanks", head(OK, "CONTENT-LENGTH:\t 5 \t"), "hello"),
        length("the same length twice", head(OK, "Content-Length: 5", "Content-Length: 5"), "hello"),
        length("the same length in a list", head(OK, "Content-Length: 5 , 5"), "hello"),
        length("a length with leading zeros", head(OK, "Content-Length: 0005"), "hello"),
        length("a body that looks like a response", head(OK, "Content-Length: 19"), "HTTP/1.1 200 OK\r\n\r\n"),
        length("every byte in the body", head(OK, "Content-Length: 256"), String(CharArray(256) { it.toChar() })),
        length("a body of line ends", head(OK, "Content-Length: 6"), "\r\n\r\n\n\n"),
        length("closed by option", head(OK, "Content-Length: 2", "Connection: close"), "ok", keeps = false),
        length("closed among options", head(OK, "Connection: foo, Close", "Content-Length: 2"), "ok", keeps = false),
        length("closed for the proxy", head(OK, "Proxy-Connection: close", "Content-Length: 2"), "ok", keeps = false),
        length("1.0", head("HTTP/1.0 200 OK", "Content-Length: 2"), "ok", keeps = false),
        length("1.0 kept", head("HTTP/1.0 200 OK", "Content-Length: 2", "Connection: Keep-Alive"), "ok"),
        length("LF alone", "HTTP/1.1 200 OK\nContent-Length: 2\nA: b\n\n", "ok"),
        length("LF and CRLF", "HTTP/1.1 200 OK\nContent-Length: 2\r\nA: b\n\r\n", "ok"),
        length("empty lines before", "\r\n\n" + head(OK, "Content-Length: 2"), "ok"),
        length("404", head("HTTP/1.1 404 Not Found", "Content-Length: 2", "Server: x"), "no"),
        length("599", head("HTTP/1.1 599 ", "Content-Length: 1"), "!"),
    )

private val chunks =
    listOf(
        chunked("one chunk", "hello", head(OK, CHUNKED) + "5\r\nhello\r\n0\r\n\r\n"),
        chunked("two chunks", "hello world", head(OK, CHUNKED) + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
        chunked("no chunk", "", head(OK, CHUNKED) + "0\r\n\r\n"),
        chunked("many zeros", "", head(OK, CHUNKED) + "0000000000000000\r\n\r\n"),
        chunked(
            "a size in capitals",
            "0123456789",
            head(OK, "transfer-encoding: CHUNKED") + "A\r\n0123456789\r\n0\r\n\r\n",
        ),
        chunked("extensions", "ab", head(OK, CHUNKED) + "1;a\r\na\r\n1 ; b = \"\\\"; ü\" ;c=d\r\nb\r\n0;z\r\n\r\n"),
        chunked("trailers", "ab", head(OK, CHUNKED) + "2\r\nab\r\n0\r\nA: b\r\nContent-Length: 9\r\n\r\n"),
        chunked("trailers with LF alone", "ab", head(OK, CHUNKED) + "2\r\nab\r\n0\r\nA: b\n\n"),
        chunked("line ends in chunks", "\r\n0\r\n\r\n", head(OK, CHUNKED) + "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"),
        chunked(
            "and a length behind",
            "ab",
            head(OK, CHUNKED, "Content-Length: 9") + "2\r\nab\r\n0\r\n\r\n",
            keeps = false,
        ),
        chunked(
            "and a length before",
            "ab",
            head(OK, "Content-Length: 9", CHUNKED) + "2\r\nab\r\n0\r\n\r\n",
            keeps = false,
        ),
        chunked("closed", "ab", head(OK, CHUNKED, "Connection: close") + "2\r\nab\r\n0\r\n\r\n", keeps = false),
    )

private val bodiless =
    listOf(
        Sample("an empty body", head(OK, "Content-Length: 0")),
        Sample("204", head("HTTP/1.1 204 No Content", "Server: x")),
        Sample("204 with an empty body", head("HTTP/1.1 204 No Content", "Content-Length: 0")),
        Sample("204 with a length", head("HTTP/1.1 204 No Content", "Content-Length: 5"), keeps = false),
        Sample("204 with chunks", head("HTTP/1.1 204 No Content", CHUNKED), keeps = false),
        Sample("204 of 1.0", head("HTTP/1.0 204 No Content"), keeps = false),
        Sample("304 with a length", head("HTTP/1.1 304 Not Modified", "Content-Length: 5", "ETag: \"x\"")),
        Sample("304 with chunks", head("HTTP/1.1 304 Not Modified", CHUNKED), keeps = false),
        Sample("HEAD with a length", head(OK, "Content-Length: 5"), isHead = true),
        Sample("HEAD with chunks", head(OK, CHUNKED), isHead = true),
        Sample("HEAD without a length", head(OK), isHead = true),
    )

private val closed =
    listOf(
        untilClose("until close", head(OK), "hello"),
        untilClose("until close, nothing", head(OK, "Connection: keep-alive"), ""),
        untilClose("1.0 until close", head("HTTP/1.0 200 OK", "Connection: keep-alive"), "HTTP/1.0 200 OK\r\n\r\n"),
        untilClose("no reason phrase", head("HTTP/1.1 200"), "x"),
    )

private val interim =
    listOf(
        Sample(
            "100 before",
            head("HTTP/1.1 100 Continue") + head(OK, "Content-Length: 1") + "a",
            body = "a",
            framing = BodyFraming.Length(1),
            interims = listOf(100),
        ),
        Sample(
            "102, 103 with fields and an empty line between",
            head("HTTP/1.1 102 Processing") + head("HTTP/1.1 103 Early Hints", "Link: </a>", "Connection: close") +
                "\r\n" +
                head("HTTP/1.1 204 No Content"),
            interims = listOf(102, 103),
        ),
        Sample(
            "an unknown interim before HEAD",
            head("HTTP/1.1 199 Odd", "Content-Length: 7") + head(OK, CHUNKED),
            isHead = true,
            interims = listOf(199),
        ),
    )

/** Valid responses of every framing. */
internal val responseCorpus: List<Sample> = lengths + chunks + bodiless + closed + interim
