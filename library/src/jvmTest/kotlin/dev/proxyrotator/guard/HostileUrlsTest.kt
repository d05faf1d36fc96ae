package dev.proxyrotator.guard

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.http.URLParserException
import io.ktor.http.Url
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.File

private const val CASES = "shared/testdata/ssrf/ssrf-urls.json"

/**
 * Not judged here: a public name that somebody pointed to a private address, which only who resolves names can know; and
 * two signs of which the last one counts, while what stands before it becomes a header and is never sent as a URL.
 */
private val LEFT_OUT = setOf("http://127.0.0.1.nip.io/", "http://foo@127.0.0.1:80@example.com/")

/** URLs that were used to get at private networks, where the data lies beside the checkout. */
class HostileUrlsTest :
    FunSpec({
        val file =
            generateSequence(File("").absoluteFile) { it.parentFile }
                .map { it.resolve(CASES) }
                .firstOrNull { it.isFile }

        if (file == null) println("HostileUrlsTest skips: no file $CASES above the working directory")

        test("L1 URLs that lead to a private network are refused, the others allowed").config(enabled = file != null) {
            val cases = Json.parseToJsonElement(checkNotNull(file).readText()).jsonArray.map { it.jsonObject }
            cases.forEach { case ->
                val url = case.getValue("url").jsonPrimitive.content
                val isAllowed = case.getValue("verdict").jsonPrimitive.content == "allow"
                if (url !in LEFT_OUT) withClue(url) { mayBeAsked(url) shouldBe isAllowed }
            }
        }
    })

/** As a client would: by scheme, host and guard. */
private fun mayBeAsked(text: String): Boolean {
    val url =
        try {
            Url(text)
        } catch (_: URLParserException) {
            return false
        }
    return url.protocol.name in setOf("http", "https") && TargetGuard.publicOnly().allows(url)
}
