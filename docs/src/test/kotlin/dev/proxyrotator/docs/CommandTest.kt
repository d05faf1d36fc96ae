package dev.proxyrotator.docs

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe

private val beginnings = listOf("mvn ", "benchmarks/run", ".ci/run", "library/src/realProxies/", "docs/src/stranger/")

/** What `.ci/run` does not do, and why. */
private val notRun =
    mapOf(
        ".ci/run" to "it is what runs",
        "mvn -N spotless:apply" to "changes sources; `mvn verify` checks what it would change",
        "mvn clean verify -Dapi.update=true" to "changes the dumps that `mvn verify` compares",
        "mvn -q -Pdemo -Dargs=\"--proxies proxies.txt --urls urls.txt --strategy random --concurrency 50 --json\"" to
            "needs lists of your own; DemoTest runs its options",
    )

/** Runs of benchmarks that take minutes; `.ci/run` asks each question in its shortest form. */
private val benchmark = Regex("benchmarks/run ([a-z]+).*")

private fun commandsIn(page: Page): List<String> {
    val inBlocks = page.blocks.filter { it.language.isEmpty() }.flatMap { it.text.lines() }
    val inProse = codeSpans(page.prose.joinToString("\n") { it.value })
    return (inBlocks + inProse)
        .map { it.substringBefore(" #").replace(Regex("\\s+"), " ").trim() }
        .filter { line ->
            beginnings.any { "$line ".startsWith(it) } && !line.endsWith("/") && !line.endsWith(".md") &&
                line != "benchmarks/run"
        }
}

/** The lines of `.ci/run`, with what a loop runs written out. */
private val run: List<String> by lazy {
    val loop = Regex("for (\\w+) in ([^;]+); do (.+?)(?:; done)?")
    Page.root
        .resolve(".ci/run")
        .readText()
        .replace("\\\n", " ")
        .lines()
        .map { it.trim().replace(Regex("\\s+"), " ").removePrefix("measure ") }
        .flatMap { line ->
            val (variable, values, body) = loop.matchEntire(line)?.destructured ?: return@flatMap listOf(line)
            values.split(' ').map { body.replace("\"\$$variable\"", it).replace("\$$variable", it) }
        }
}

/** Samples whose tests run them as their command does, in which only the name is another. */
private val samplesRunByTests: Set<String> by lazy {
    Page.root
        .resolve("samples/src/test/kotlin")
        .walk()
        .filter { it.isFile }
        .flatMap { Regex("printedBy\\(\"(\\w+)\"\\)").findAll(it.readText()) }
        .mapTo(HashSet()) { it.groupValues[1] }
}

private fun sampleIn(command: String) = command.removePrefix("mvn -q -Pdemo -Dsample=")

private fun isRun(command: String): Boolean {
    val question = benchmark.matchEntire(command)?.groupValues?.get(1)
    if (question != null) return run.any { it.startsWith("benchmarks/run $question ") }
    if (sampleIn(command) in samplesRunByTests) return true
    return run.any { "$it ".startsWith("$command ") }
}

class CommandTest :
    FunSpec({
        val commands = Page.all.flatMap { page -> commandsIn(page).map { page.path to it } }

        test("every command of the pages is run by .ci/run, or has a reason not to") {
            commands
                .filterNot { (_, command) ->
                    command in notRun || isRun(command)
                }.distinct()
                .joinToString("\n") shouldBe
                ""
        }

        test("no reason outlives its command") {
            (notRun.keys - commands.map { it.second }.toSet()).shouldBeEmpty()
        }

        test("every option of a benchmark that the pages name is one") {
            val sources =
                Page.root
                    .resolve("benchmarks/src/main/kotlin")
                    .walk()
                    .filter { it.isFile }
                    .joinToString("\n") { it.readText() }
            val options =
                commands
                    .filter { (_, command) -> benchmark.matches(command) }
                    .flatMap { (_, command) -> Regex("--([a-z-]+)").findAll(command).map { it.groupValues[1] } }
            options
                .distinct()
                .filterNot {
                    "val ${camelCase(
                        it,
                    )} by option" in sources || "\"--$it\"" in sources
                }.shouldBeEmpty()
        }

        test("the README has every sample that there is, with its command") {
            val page = Page.of("README.md")
            val names = page.rows("Samples").drop(1).map { codeSpans(it[0]).single() }
            val launcher = "samples/src/main/kotlin/dev/proxyrotator/samples/RunSample.kt"
            val known =
                Regex("Sample\\(\"(\\w+)\"")
                    .findAll(Page.root.resolve(launcher).readText())
                    .map { it.groupValues[1] }
                    .toList()
            names shouldContainExactlyInAnyOrder known
            names.forEach { commandsIn(page) shouldContain "mvn -q -Pdemo -Dsample=$it" }
        }
    })

private fun camelCase(option: String) = option.replace(Regex("-([a-z])")) { it.groupValues[1].uppercase() }
