package dev.proxyrotator.configuration

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private class Fields {
    var name: String = "before"
    var count: Int = 7
    var share: Double = 0.5
    var isOn: Boolean = false
    var wait: Duration = 1.seconds
    var limit: Int? = 9
    var list: List<Int> = emptyList()
    var inner: Fields? = null
    var order = ""
}

private enum class Ending { BREAK_OFF, GO_ON }

private val innerSection =
    Section(
        option(Fields::wait, duration),
        option("positive", wholeNumber) { require(it > 0) { "positive must be positive, was $it" } },
    )

private val section =
    Section(
        option(Fields::name, text),
        option(Fields::count, wholeNumber),
        option(Fields::share, number),
        option(Fields::isOn, flag),
        option(Fields::wait, duration),
        option(Fields::limit, orNull(wholeNumber)),
        option(Fields::list, listOf(wholeNumber)),
        option("first", wholeNumber) { order += "first" },
        option("second", wholeNumber) { order += "second" },
        option("ending", oneOf<Ending>()) { name = it.name },
        option("password", secret(text)) { name = it },
        option("hosts", mapOf(oneOrMore(wholeNumber))) { order = it.toString() },
        option("pattern", pattern) { name = it.pattern },
        option("inner", innerSection) { inner = Fields().apply(it) },
        option("file", textFile) { name = it },
    )

private val files =
    ConfigurationFiles {
        require(it == "there.txt") { "the file \"$it\" cannot be read" }
        "content".encodeToByteArray()
    }

private fun read(text: String) = Fields().apply(readJson(text, section, files))

private fun problemsOf(text: String) = shouldThrow<InvalidConfigurationException> { read(text) }.problems

private fun problemOf(text: String) = problemsOf(text).single()

class JsonDocumentTest :
    FunSpec({
        test("only what is named is changed") {
            val fields = read("""{"count": 8}""")
            fields.count shouldBe 8
            fields.name shouldBe "before"
            fields.limit shouldBe 9
            read("{}").count shouldBe 7
        }

        test("every type of value") {
            val fields =
                read(
                    """{"name": "n", "share": 2.5e-1, "isOn": true, "limit": null, "list": [1, 2], "inner": {"wait": 2}}""",
                )
            fields.name shouldBe "n"
            fields.share shouldBe 0.25
            fields.isOn shouldBe true
            fields.limit shouldBe null
            fields.list shouldContainExactly listOf(1, 2)
            fields.inner?.wait shouldBe 2.seconds
            read("""{"ending": "break-off"}""").name shouldBe "BREAK_OFF"
            read("""{"hosts": {"a": 1, "b.c": [2, 3]}}""").order shouldBe "{a=[1], b.c=[2, 3]}"
            read("""{"file": "there.txt"}""").name shouldBe "content"
        }

        test("durations are texts or seconds") {
            val texts =
                mapOf(
                    "\"5s\"" to 5.seconds,
                    "\"1m 30s\"" to 90.seconds,
                    "\"250ms\"" to 250.milliseconds,
                    "\"PT1M30S\"" to 90.seconds,
                    "\"Infinity\"" to Duration.INFINITE,
                    "3" to 3.seconds,
                    "0.5" to 500.milliseconds,
                )
            texts.forEach { (text, expected) -> read("""{"wait": $text}""").wait shouldBe expected }
        }

        test("changes are made in the order of the options, not of the document") {
            read("""{"second": 1, "first": 1}""").order shouldBe "firstsecond"
        }

        test("a wrong value is named with its path and what it must be") {
            val duration = "a duration such as \"5s\", \"1m 30s\", \"PT5S\" or 5 for seconds"
            problemOf("""{"wait": "fast"}""") shouldBe "wait is \"fast\"; it must be $duration"
            problemOf("""{"inner": {"wait": true}}""") shouldBe "inner.wait is true; it must be $duration"
            problemOf("""{"list": [1, 2.5]}""") shouldBe "list[1] is 2.5; it must be a whole number"
            problemOf("""{"list": 1}""") shouldBe "list is 1; it must be a list"
            problemOf("""{"name": 5}""") shouldBe "name is 5; it must be a text in quotes"
            problemOf("""{"name": null}""") shouldBe "name is null; it must be a text in quotes"
            problemOf("""{"count": "5"}""") shouldBe "count is \"5\"; it must be a whole number"
            problemOf("""{"count": 3000000000}""") shouldBe "count is 3000000000; it must be a whole number"
            problemOf("""{"isOn": "true"}""") shouldBe "isOn is \"true\"; it must be true or false"
            problemOf("""{"ending": "BREAK_OFF"}""") shouldBe
                "ending is \"BREAK_OFF\"; it must be one of \"break-off\", \"go-on\""
            problemOf("""{"pattern": "("}""") shouldBe "pattern is \"(\"; it must be a regular expression"
            problemOf("""{"name": {}}""") shouldBe "name is an object; it must be a text in quotes"
            problemOf("""[]""") shouldBe "the document is a list; it must be an object with any of " +
                section.names.joinToString()
            problemOf("""{"file": "gone.txt"}""") shouldBe "file: the file \"gone.txt\" cannot be read"
        }

        test("what only Kotlin takes for a number is none") {
            for (value in listOf("NaN", "Infinity", "1f", "0x1p3", "01", "+1", ".5", "1.", "abc")) {
                withClue(value) { problemOf("""{"share": $value}""") shouldBe "share is $value; it must be a number" }
            }
        }

        test("an unknown key is named with its path and the known ones") {
            problemOf("""{"inner": {"wiat": 1}}""") shouldBe "inner.wiat is unknown; known are wait, positive"
            problemOf("""{"inner": {"http://user:hunter2@p.example": 1}}""") shouldBe
                "inner.*** is unknown; known are wait, positive"
        }

        test("what the option itself refuses is named with its path") {
            shouldThrow<InvalidConfigurationException> { read("""{"inner": {"positive": -1}}""") }.message shouldBe
                "inner.positive: positive must be positive, was -1"
        }

        test("all that is wrong is told at once") {
            problemsOf("""{"count": "x", "what": 1, "inner": {"wait": "y", "how": 2}, "list": ["p", 1, "q"]}""").map {
                it.substringBefore(' ')
            } shouldContainExactly listOf("what", "count", "list[0]", "list[2]", "inner.how", "inner.wait")
        }

        test("secrets are not shown, nor what may be one, nor endless texts") {
            problemOf("""{"password": 1234}""") shouldBe "password must be a text in quotes"
            problemOf("""{"count": "http://user:hunter2@p.example"}""") shouldBe
                "count is ***; it must be a whole number"
            problemOf("""{"count": "${"x".repeat(61)}"}""") shouldBe
                "count is a text of 61 characters; it must be a whole number"
        }

        test("malformed JSON is named with its place, and not quoted") {
            val texts =
                listOf("", "{", "{\n  \"name\": hunter2\" }", "{\"name\": \"hunter2}", "{} hunter2", "{\"a\" 1}")
            for (text in texts) {
                val error = shouldThrow<IllegalArgumentException> { read(text) }
                withClue(error.message) {
                    error.message.orEmpty().startsWith("the JSON is malformed") shouldBe true
                    error.stackTraceToString() shouldNotContain "hunter2"
                }
            }
            problemOf("{\n  \"name\" 1}") shouldBe "the JSON is malformed at line 2, column 10"
        }

        test("a key that is twice in its object is an error, with its path") {
            problemOf("""{"count": 1, "name": "}{,\"", "count": 2}""") shouldBe "count is there twice"
            problemOf("""{"count": 1, "co\u0075nt": 2}""") shouldBe "count is there twice"
            problemOf("""{"list": [1, [], {"a": 1, "b": "a", "a": 1}]}""") shouldBe "list[2].a is there twice"
            problemOf("""{"x": {"http://u:p@h": 1, "http://u:p@h": 2}}""") shouldBe "x.*** is there twice"
            duplicateKey("""{"a": {"a": ["a", "a"]}, "b": {"a": "a"}, "c": "\\"}""") shouldBe null
            duplicateKey("\"a\"") shouldBe null
        }

        test("no document makes the search for keys that are there twice fail or err") {
            checkAll(500, Arb.int()) { seed ->
                val random = Random(seed)
                val document = RandomDocument(random)
                val json = document.value(depth = 4)
                withClue(json) { (duplicateKey(json) != null) shouldBe document.hasDuplicate }
            }
        }
    })

private class RandomDocument(
    private val random: Random,
) {
    var hasDuplicate = false

    fun value(depth: Int): String =
        when (random.nextInt(if (depth == 0) 3 else 5)) {
            0 -> listOf("1", "-2.5", "true", "null").random(random)
            1, 2 -> key()
            3 -> List(random.nextInt(4)) { value(depth - 1) }.joinToString(" , ", "[ ", "]")
            else -> document(depth)
        }

    private fun document(depth: Int): String {
        val keys = List(random.nextInt(4)) { key() }
        if (keys.distinct().size < keys.size) hasDuplicate = true
        return keys.joinToString(",\n", "{", " }") { "$it :${value(depth - 1)}" }
    }

    private fun key() =
        listOf(
            "\"\"",
            "\"a\"",
            "\"{\"",
            "\"],[\"",
            "\"\\\"\"",
            "\"\\\\\"",
            "\"b:\"",
            "\"c\"",
        ).random(random)
}
