package dev.proxyrotator.engine.pattern

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** By definition, and with all the backtracking in the world. */
private fun naively(
    pattern: String,
    text: String,
): Boolean =
    when {
        pattern.isEmpty() -> text.isEmpty()

        pattern.startsWith("**") -> (0..text.length).any { naively(pattern.drop(2), text.drop(it)) }

        pattern.startsWith("*") ->
            (0..text.length)
                .takeWhile { it == 0 || text[it - 1] != '/' }
                .any { naively(pattern.drop(1), text.drop(it)) }

        else -> text.isNotEmpty() && text[0] == pattern[0] && naively(pattern.drop(1), text.drop(1))
    }

class GlobTest :
    FunSpec({
        test("one star stays within a segment, two go across") {
            listOf(
                Triple("/a", "/a", true),
                Triple("/a", "/A", false),
                Triple("/a", "/a/", false),
                Triple("/*", "/", true),
                Triple("/*", "/abc", true),
                Triple("/*", "/a/b", false),
                Triple("/**", "/a/b", true),
                Triple("/**", "/", true),
                Triple("/a/**", "/a", false),
                Triple("/*/x", "/abc/x", true),
                Triple("/*/x", "/a/b/x", false),
                Triple("/**/x", "/a/b/x", true),
                Triple("/*.pdf", "/a.b.pdf", true),
                Triple("/a*b*c", "/abbc", true),
                Triple("/a*b*c", "/abb", false),
                Triple("", "", true),
                Triple("", "a", false),
            ).forEach { (pattern, text, isMatch) ->
                withClue("$pattern $text") { Glob(pattern, '/').matches(text) shouldBe isMatch }
            }
        }

        test("a glob matches what the definition says") {
            val pieces = Arb.list(Arb.element("a", "b", "/", "*", "**"), 0..7)
            val texts = Arb.list(Arb.element("a", "b", "/"), 0..8)
            checkAll(5_000, pieces, texts) { parts, chars ->
                // Adjacent stars would be read as one wildcard.
                val pattern =
                    parts.fold("") { all, part ->
                        if (all.endsWith("*") &&
                            part[0] == '*'
                        ) {
                            all
                        } else {
                            all + part
                        }
                    }
                val text = chars.joinToString("")
                withClue("$pattern $text") { Glob(pattern, '/').matches(text) shouldBe naively(pattern, text) }
            }
        }

        test("the time to match is no power of the length") {
            val glob = Glob("*a".repeat(1000) + "b", '/')
            measureTime { glob.matches("a".repeat(8000)) shouldBe false } shouldBeLessThan 5.seconds
        }

        test("three stars in a row and patterns without end are refused") {
            listOf("/***", "a".repeat(2049)).forEach { shouldThrow<IllegalArgumentException> { Glob(it, '/') } }
        }
    })
