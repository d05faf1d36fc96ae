package dev.proxyrotator.engine.authentication

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll

/** A challenge in one line: `scheme{name=value …}`, with `!` for one that must not be answered. */
private fun read(vararg lines: String): List<String> =
    readChallenges(lines.toList()).map { challenge ->
        val parameters = challenge.parameters ?: return@map "${challenge.scheme}!"
        challenge.scheme +
            parameters.entries.sortedBy { it.key }.joinToString(" ", "{", "}") { "${it.key}=${it.value}" }
    }

class ChallengeReaderTest :
    FunSpec({
        test("challenges of one line and of several, with and without parameters") {
            read("Basic realm=\"a\", Digest realm=b ,nonce=\"c\"", "Negotiate, NTLM", "Basic") shouldContainExactly
                listOf("basic{realm=a}", "digest{nonce=c realm=b}", "negotiate{}", "ntlm{}", "basic{}")
            read("Digest a=1,b=2,Basic realm=x,Digest c=3") shouldContainExactly
                listOf("digest{a=1 b=2}", "basic{realm=x}", "digest{c=3}")
            read("", " , ,", "\t") shouldBe emptyList()
        }

        test("quotes, escapes, white space and empty elements, as they may stand there") {
            read(",, DIGEST ,\tRealm = \"a, b=\\\"c\\\\\" , ,nonce\t=\td,") shouldContainExactly
                listOf("digest{nonce=d realm=a, b=\"c\\}")
            read("Digest realm=\"\", nonce=\"\u00e9\u0009\"") shouldContainExactly
                listOf("digest{nonce=\u00e9\t realm=}")
        }

        test("a challenge in one piece is passed over, and is none to answer") {
            read("Negotiate YII+/~.-_==, Basic realm=a", "NTLM abc", "Bearer a=") shouldContainExactly
                listOf("negotiate!", "basic{realm=a}", "ntlm!", "bearer!")
        }

        test("a parameter given twice makes its challenge one not to answer, and no other") {
            read("Digest nonce=a, NONCE=b, realm=c, Basic realm=d") shouldContainExactly
                listOf("digest!", "basic{realm=d}")
        }

        test("behind a flaw nothing more of the line is read") {
            listOf(
                "Digest realm=\"a",
                "Digest realm=\"a\\",
                "Digest realm=\"a\"b, Basic realm=c",
                "Digest realm=a b, Basic realm=c",
                "Digest realm=\"a\u0000\", Basic realm=c",
                "Digest realm=\"a\u007f\", Basic realm=c",
                "Digest realm=\"a\r\nX: y\", Basic realm=c",
                "Digest realm=\"\u0100\", Basic realm=c",
                "Digest realm=a, =b, Basic realm=c",
                "Digest (comment), Basic realm=c",
                "Digest a b, Basic realm=c",
                "Digest\trealm=a, Basic realm=c",
                "Digest a=b, nonce=, Basic realm=c",
            ).forEach { line ->
                withClue(line) { read(line, "Basic") shouldContainExactly listOf("digest!", "basic{}") }
            }
            listOf("realm=a, Basic", "\"Digest\" realm=a", "=", "\u00e9").forEach { line ->
                withClue(line) { read(line, "Basic") shouldContainExactly listOf("basic{}") }
            }
        }

        test("what is too long or too much is not answered, and memory is bounded") {
            read("Digest nonce=${"a".repeat(1024)}").single().length shouldBe 1038
            read("Digest nonce=${"a".repeat(1025)}") shouldContainExactly listOf("digest!")
            read("Digest " + (1..33).joinToString(",") { "a$it=b" }) shouldContainExactly listOf("digest!")
            read("x".repeat(16 * 1024 + 1), "Basic") shouldContainExactly listOf("basic{}")
            read(*Array(100) { "A, B" }).size shouldBeLessThanOrEqual 17
            read((1..1000).joinToString(",") { "A$it" }).size shouldBeLessThanOrEqual 17
        }

        test("C21 whatever comes is read to an end, and nothing that is read has a control character") {
            val pieces =
                listOf(
                    "Digest",
                    "Basic",
                    " ",
                    ",",
                    "=",
                    "\"",
                    "\\",
                    "a",
                    "nonce",
                    "\r\n",
                    "\u0000",
                    "\t",
                    "ab==",
                    "\u00ff",
                )
            checkAll(2000, Arb.list(Arb.element(pieces), 0..20)) { parts ->
                readChallenges(listOf(parts.joinToString(""))).forEach { challenge ->
                    challenge.parameters.orEmpty().values.forEach { value ->
                        value.none { it < ' ' && it != '\t' } shouldBe true
                    }
                }
            }
        }
    })
