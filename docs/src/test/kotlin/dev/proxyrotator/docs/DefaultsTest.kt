package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.fromJson
import dev.proxyrotator.java.ProxyRotatorBlocking
import dev.proxyrotator.java.Request
import dev.proxyrotator.java.RotatorBuilder
import dev.proxyrotator.java.Transports
import dev.proxyrotator.source.RefreshPolicy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import java.lang.reflect.ParameterizedType
import java.util.function.Consumer
import kotlin.reflect.KProperty1

/** Defaults that are said in words: no value of theirs could be printed. */
private val inWords = setOf("transport", "targetGuard", "dispatcher", "timeSource", "random", "threads", "filter")

/** What Java has no way to, since it is Kotlin's, or Ktor's, or for tests in virtual time. */
private val kotlinOnly = setOf("client", "timeSource", "random")

private fun knownToJson(block: String?): Set<String> {
    val document = if (block == null) """{"?":1}""" else """{"$block":{"?":1}}"""
    val message = shouldThrow<IllegalArgumentException> { ProxyRotator { fromJson(document) } }.message.orEmpty()
    return message
        .substringAfter("known are ")
        .split(Regex("[^A-Za-z0-9]+"))
        .filter { it.isNotEmpty() }
        .toSet()
}

/** The types that the methods called [name] hand to a function. */
private fun handedOut(
    type: Class<*>,
    name: String,
): List<Class<*>> =
    generateSequence(type) { it.superclass }
        .flatMap { it.declaredMethods.asSequence() }
        .filter { it.name == name }
        .flatMap { it.genericParameterTypes.asSequence() }
        .filterIsInstance<ParameterizedType>()
        .filter { it.rawType == Consumer::class.java }
        .map { it.actualTypeArguments.single() as Class<*> }
        .toList()

private fun hasJava(way: List<String>): Boolean {
    val setter = way.first()
    val type =
        when (setter) {
            "sockets" -> Transports::class.java
            "download", CHECK -> ProxyRotatorBlocking::class.java
            else -> RotatorBuilder::class.java
        }
    if (setter == "request") return Request.Builder::class.java.methods.any { it.name == way[1] }
    if (way.size == 1) return type.methods.any { it.name == setter }
    return handedOut(type, setter).any { handed -> handed.methods.any { it.name == way[1] } }
}

class DefaultsTest :
    FunSpec({
        builders.forEach { (block, builder) ->
            test("the table of $block has every option there is, and no other") {
                optionRows(block).map { it.name } shouldContainExactlyInAnyOrder optionsOf(builder)
            }

            test("the table of $block has the defaults that hold") {
                @Suppress("UNCHECKED_CAST")
                val properties = publicProperties(builder).associateBy { it.name } as Map<String, KProperty1<Any, *>>
                optionRows(block).filter { it.name in properties && it.name !in inWords }.forEach { row ->
                    withClue("$block, ${row.name}") {
                        row.default shouldBe shown(properties.getValue(row.name).get(builder))
                    }
                }
            }

            test("the table of $block names methods that Java has") {
                val rows = optionRows(block)
                rows.filter { it.java.isEmpty() && it.name !in kotlinOnly }.map { it.name }.shouldBeEmpty()
                rows.filter { it.java.isNotEmpty() && !hasJava(it.java) }.map { it.java }.shouldBeEmpty()
            }
        }

        (builders.keys - setOf(ROTATOR, "Sockets", "DownloadOptions", REQUEST, CHECK)).forEach { block ->
            test("the table of $block has the keys of its JSON") {
                optionRows(block).mapNotNull { it.json }.toSet() shouldBe knownToJson(block)
            }
        }

        test("the table of the rotator has the keys of the document") {
            val blocks = builders.keys + "proxyTls"
            optionRows(ROTATOR).mapNotNull { it.json }.toSet() shouldBe knownToJson(null) - blocks
        }

        test("the table of the environment has every variable that is read") {
            val source = "library/src/commonMain/kotlin/dev/proxyrotator/configuration/EnvironmentSettings.kt"
            val read =
                Regex(
                    "find\\(\"([A-Z_]+)\"",
                ).findAll(Page.root.resolve(source).readText()).map { it.groupValues[1] }.toSet()
            val told =
                Page
                    .of("docs/defaults.md")
                    .rows("Environment")
                    .drop(1)
                    .map { codeSpans(it[0]).single() }
            told.toSet() shouldBe read
            builders.keys
                .flatMap(::optionRows)
                .mapNotNull { it.variable }
                .toSet() shouldBe read
        }

        test("the table of calls has what their parameters have") {
            val rows =
                Page
                    .of("docs/defaults.md")
                    .rows("Calls")
                    .drop(1)
                    .associate { codeSpans(it[0]).first() to it[1] }
            val request = FetchRequest("http://a.example/")
            rows["FetchRequest(timeout, maxRetries)"] shouldBe "${shown(request.timeout)}, ${request.maxRetries}"
            val refresh = RefreshPolicy()
            rows["RefreshPolicy(maxReplaced, alwaysReplaceable)"] shouldBe
                "${shown(refresh.maxReplaced)}, ${refresh.alwaysReplaceable}"
        }
    })
