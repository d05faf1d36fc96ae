package dev.proxyrotator.docs

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.io.File

/** Sources that some module compiles, and most of which some test runs. */
private val compiled: Map<String, List<String>> by lazy {
    val folders =
        listOf("library/src", "library/testkit/src", "java-interop/src", "samples/src", "docs/src/test")
            .map { Page.root.resolve(it) }
    folders
        .flatMap { folder -> folder.walk().filter { it.extension in setOf("kt", "java") } }
        .groupBy(File::extension) { comparable(tokens(it.readText())) }
}

private val withoutBlanks: List<String> by lazy {
    listOf("library/src/jvmTest", "docs/src/test")
        .flatMap { folder ->
            Page.root
                .resolve(folder)
                .walk()
                .filter { it.extension == "kt" }
        }.map { it.readText().filterNot(Char::isWhitespace) }
}

/** Pages whose XML is part of the projects that `docs/src/stranger/run` builds. */
private val builtByStrangers = setOf("README.md", "docs/requests.md", "docs/testing.md")

class SnippetTest :
    FunSpec({
        fun strays(
            language: String,
            isKnown: (String) -> Boolean,
        ) = Page.all
            .flatMap { page ->
                page.blocks
                    .filter { it.language == language && !isKnown(it.text) }
                    .map { "${page.path}:${it.line}\n${it.text}" }
            }.joinToString("\n\n")

        test("every Kotlin snippet of the pages is compiled") {
            strays("kotlin") { snippet -> compiled.getValue("kt").any { isIn(snippet, it) } } shouldBe ""
        }

        test("every Java snippet of the pages is compiled") {
            strays("java") { snippet -> compiled.getValue("java").any { isIn(snippet, it) } } shouldBe ""
        }

        test("every JSON snippet of the pages is read by a test") {
            strays("json") { snippet -> withoutBlanks.any { snippet.filterNot(Char::isWhitespace) in it } } shouldBe
                ""
        }

        test("every XML snippet of the pages is built by a stranger") {
            val script = Page.root.resolve("docs/src/stranger/run").readText()
            val pages = Page.all.filter { page -> page.blocks.any { it.language == "xml" } }.map { it.path }
            pages.filterNot { it in builtByStrangers && it in script }.shouldBeEmpty()
        }

        test("no snippet is in a language that nobody looks at") {
            val languages = Page.all.flatMap { page -> page.blocks.map { it.language } }.toSet()
            (languages - setOf("", "kotlin", "java", "json", "xml")).shouldBeEmpty()
        }

        test("what a formatter does to code is no difference, and what it says is") {
            val source =
                comparable(
                    tokens("timeouts {\n    call = 5.seconds // enough\n    idle = 1.seconds\n}\nlistOf(\n a,\n b,\n)"),
                )
            isIn("timeouts { call = 5.seconds; idle = 1.seconds }", source) shouldBe true
            isIn("listOf(a, b)", source) shouldBe true
            isIn("timeouts {\n    …\n    idle = 1.seconds\n}", source) shouldBe true
            isIn("timeouts { call = 6.seconds }", source) shouldBe false
            isIn("outs { call", source) shouldBe false
        }
    })
