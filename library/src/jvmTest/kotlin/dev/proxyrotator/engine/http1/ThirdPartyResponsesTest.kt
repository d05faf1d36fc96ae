package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.File
import java.util.Base64
import kotlin.random.Random

private const val DATA = "shared/testdata"
private const val RANDOM_SPLITS = 20

/** Why we read a case of llhttp's otherwise than llhttp; its lenient modes are not ours. */
private val llhttpDivergences =
    mapOf(
        "Only LFs present and no body" to "LF alone ends a head line",
        "Only LFs present" to "LF alone ends a head line",
        "No carriage ret" to "LF alone ends a head line",
        "RTSP response" to "not HTTP",
        "ICE response" to "not HTTP",
        "HTTP version 0.9" to "only 1.0 and 1.1",
        "HTTP 304 with Transfer-Encoding" to "a 304 with a Transfer-Encoding is the last response of its connection",
        "Google 301" to "the set ran two cases together",
        "`chunked` before other transfer-encoding" to "a coding other than chunked",
        "multiple transfer-encoding where chunked is not the last one" to "a coding other than chunked",
        "`chunkedchunked` transfer-encoding does not enable chunked enconding" to "a coding other than chunked",
        "HTTP/1.1 with keep-alive disabled and 204 status" to "bytes behind a closed message are left, not an error",
        "HTTP/1.1 with keep-alive disabled, content-length" to "bytes behind a closed message are left, not an error",
    )

/** Why we read a case of picohttpparser's otherwise. */
private val picoDivergences =
    mapOf(
        "parse multiline" to "obsolete line folding is refused",
        "accept multiple spaces between tokens" to "exactly one space",
        "failure 6\r\nhello \r\nffffffffffffffff\r\nabcdefg" to "a size beyond 63 bits is refused",
    )

/** The test sets of other HTTP parsers, where they lie beside the checkout. */
class ThirdPartyResponsesTest :
    FunSpec({
        val data =
            generateSequence(File("").absoluteFile) { it.parentFile }
                .map { it.resolve(DATA) }
                .firstOrNull { it.resolve("http1-llhttp").isDirectory }

        if (data ==
            null
        ) {
            println("ThirdPartyResponsesTest skips: no folder $DATA/http1-llhttp above the working directory")
        }

        fun cases(file: String): List<JsonObject> =
            Json.parseToJsonElement(checkNotNull(data).resolve(file).readText()).jsonArray.map { it.jsonObject }

        test("llhttp's responses").config(enabled = data != null) {
            val cases = cases("http1-llhttp/llhttp-response.json")
            val strict = cases.filterNot { "lenient" in it.text("type") }
            val divergences = strict.filterNot { llhttpAgrees(it) }.map { it.text("name") }
            divergences.sorted().joinToString("\n") shouldBe llhttpDivergences.keys.sorted().joinToString("\n")
            // What llhttp reads in a lenient mode we may refuse, but not read otherwise in pieces.
            cases.forEach { readInPieces(it) }
            println(
                "llhttp: ${cases.size} cases run, ${divergences.size} of ${strict.size} strict ones diverge by intent",
            )
        }

        test("picohttpparser's responses and chunked bodies").config(enabled = data != null) {
            val cases = cases("http1-pico/picohttpparser-response.json")
            val divergences = cases.filterNot { picoAgrees(it) }.map { picoName(it) }
            divergences.sorted() shouldBe picoDivergences.keys.sorted()
            println("picohttpparser: ${cases.size} cases run, ${divergences.size} diverge by intent")
        }

        test("C3 the Content-Length values of the web platform tests").config(enabled = data != null) {
            val cases = cases("http1-wpt/content-lengths.json")
            cases.forEach { case ->
                val input = case.text("input")
                val response = wire("HTTP/1.1 200 OK\r\n$input\r\n\r\n" + "x".repeat(42))
                val decoded = inPieces(response) { decode(response, it, closes = true) }
                // Where browsers read until the connection ends because the value is no number, we refuse it.
                val isNumeric =
                    input.split("\r\n", ",").all { part ->
                        part.substringAfter(':').trim().all {
                            it in
                                '0'..'9'
                        }
                    }
                val expected =
                    case
                        .getValue("output")
                        .jsonPrimitive.intOrNull
                        .takeIf { isNumeric }
                withClue(input) { decoded.body.length.takeIf { decoded.error == null } shouldBe expected }
            }
            println("web platform tests: ${cases.size} cases run")
        }
    })

private fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

private fun JsonObject.textOrNull(name: String): String? = get(name)?.jsonPrimitive?.contentOrNull

private fun input(case: JsonObject): ByteArray = Base64.getDecoder().decode(case.text("inputBase64"))

/** What [read] makes of [input], the same whole, byte by byte and in random pieces. */
private fun <T> inPieces(
    input: ByteArray,
    read: (cuts: List<Int>) -> T,
): T {
    val whole = read(emptyList())
    val random = Random(input.contentHashCode())
    val splits = List(RANDOM_SPLITS) { List(random.nextInt(8)) { random.nextInt(input.size + 1) }.sorted() }
    (splits + listOf(byteByByte(input))).forEach { cuts -> withClue(cuts) { read(cuts) shouldBe whole } }
    return whole
}

/** The responses in the input of [case], one after the other. */
private fun readInPieces(
    case: JsonObject,
    end: ByteArray = ByteArray(0),
): List<Decoded> {
    val input = input(case) + end
    val isHead = case["meta"]?.jsonObject?.get("skipBody") != null
    return inPieces(input) { cuts -> readAll(input, cuts, isHead) }
}

private fun readAll(
    input: ByteArray,
    cuts: List<Int>,
    isHead: Boolean,
): List<Decoded> {
    val decoder = ResponseDecoder()
    val read = mutableListOf<Decoded>()
    var start = 0
    do {
        val rest = input.copyOfRange(start, input.size)
        val decoded = decode(rest, cuts.map { it - start }.filter { it > 0 }, isHead, decoder = decoder)
        read += decoded
        start += decoded.consumed
    } while (decoded.isComplete && decoded.keepsConnection && start < input.size)
    return read
}

// The empty line at the end of an input got lost when the set was made, and we judge a line once it is complete.
private fun llhttpAgrees(case: JsonObject): Boolean =
    llhttpAgrees(case, readInPieces(case)) || llhttpAgrees(case, readInPieces(case, wire("\r\n")))

private fun llhttpAgrees(
    case: JsonObject,
    read: List<Decoded>,
): Boolean {
    val expect = case.getValue("expect").jsonObject
    if (expect["error"] !is JsonNull) return read.last().error == "malformed"
    val messages =
        expect
            .getValue("messages")
            .jsonArray
            .map { it.jsonObject }
            .filter { it["headersComplete"] == TRUE }
    val finals = messages.filterNot { it.text("status").startsWith("1") }
    val withHead = read.filter { it.status != null }
    return read.all { it.error == null } && withHead.size == finals.size &&
        withHead.zip(finals).all { (decoded, message) -> isMessage(decoded, message) } &&
        withHead.sumOf { it.interims.size } == messages.size - finals.size
}

private val TRUE = Json.parseToJsonElement("true")

private fun isMessage(
    decoded: Decoded,
    message: JsonObject,
): Boolean =
    "HTTP/${message.text("version")} ${message.text("status")}" == "${decoded.version} ${decoded.status}" &&
        decoded.reason == message.text("reason").trim() &&
        decoded.headers.sortedBy { it.first } == fields(message.getValue("headers").jsonArray).sortedBy { it.first } &&
        decoded.body == text(message.text("body").toByteArray()) &&
        decoded.isComplete == message.getValue("complete").jsonPrimitive.boolean

private fun fields(headers: JsonArray): List<Pair<String, String>> =
    headers.map { it.jsonArray }.map { (name, value) ->
        name.jsonPrimitive.content to value.jsonPrimitive.content.trim()
    }

private fun picoName(case: JsonObject): String =
    if (case.text("kind") == "chunked") "${case.text("name")} ${case.text("inputPreview")}" else case.text("name")

private fun picoAgrees(case: JsonObject): Boolean {
    val expect = case.getValue("expect").jsonObject
    val isChunked = case.text("kind") == "chunked"
    val before = if (isChunked) wire(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")) else ByteArray(0)
    val response = before + input(case)
    val decoded = inPieces(response) { decode(response, it, isHead = !isChunked) }
    if (expect.text("verdict") == "error") return decoded.error == "malformed"
    // Without its consume_trailer picohttpparser stops before the trailers, which for us belong to the body.
    val isComplete = expect.text("verdict") == "ok" && !case.text("name").endsWith("consume_trailer=0")
    val isFitting =
        if (isChunked) {
            decoded.isComplete || !isComplete
        } else {
            decoded.isComplete == isComplete && (!isComplete || isHead(decoded, expect))
        }
    return decoded.error == null && isFitting && decoded.body == (expect.textOrNull("decoded") ?: decoded.body)
}

private fun isHead(
    decoded: Decoded,
    expect: JsonObject,
): Boolean {
    val expected = expect.getValue("headers").jsonArray.map { it.jsonObject }
    return (expect.textOrNull("status") ?: decoded.status.toString()) == decoded.status.toString() &&
        (expect.textOrNull("reason") ?: decoded.reason) == decoded.reason &&
        expected.map { it.textOrNull("value") }.zip(decoded.headers).all { (value, field) -> value == field.second }
}
