package dev.proxyrotator.source

import dev.proxyrotator.proxy.isPublicHost
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.File

private const val DATA = "shared/testdata"

/** Lists as published, and URLs as attackers write them, where the data lies beside the checkout. */
class ListShapesTest :
    FunSpec({
        val data =
            generateSequence(File("").absoluteFile) { it.parentFile }
                .map { it.resolve(DATA) }
                .firstOrNull { it.isDirectory }

        if (data == null) println("ListShapesTest skips: no folder $DATA above the working directory")

        test("L3 L4 L7 every list that was published gives the expected proxies").config(enabled = data != null) {
            val shapes = checkNotNull(data).resolve("proxy-lists/shapes")
            val expected = Json.parseToJsonElement(shapes.resolve("expected.json").readText()).jsonObject
            expected.forEach { (name, about) ->
                withClue(name) {
                    val reading = ProxyList.parse(shapes.resolve(name).readText())
                    val proxies =
                        reading.proxies.map {
                            listOf(
                                it.scheme.urlName,
                                it.host,
                                it.port,
                                it.credentials?.username,
                                it.credentials?.password,
                            )
                        }
                    val wanted =
                        about.jsonObject
                            .getValue("expect")
                            .jsonArray
                            .map { it.jsonObject.told() }
                    proxies shouldBe wanted
                    reading.problems.size shouldBe
                        about.jsonObject
                            .getValue("rejectLines")
                            .jsonArray.size
                }
            }
        }

        test("L1 a list is not fetched from where it must not come from").config(enabled = data != null) {
            val cases = Json.parseToJsonElement(checkNotNull(data).resolve("ssrf/ssrf-urls.json").readText()).jsonArray
            cases.map { it.jsonObject }.filterNot { "fake resolver" in it["note"].toString() }.forEach { case ->
                val url = case.getValue("url").jsonPrimitive.content
                withClue(url) {
                    val accepted =
                        try {
                            val host = readSourceUrl(url, allowPrivate = false).host
                            isPublicHost(checkNotNull(readHost(host).valueOrNull))
                        } catch (_: IllegalArgumentException) {
                            false
                        }
                    accepted shouldBe (case.getValue("verdict").jsonPrimitive.content == "allow")
                }
            }
        }
    })

private fun JsonObject.told(): List<Any?> {
    fun text(field: String) = getValue(field).jsonPrimitive.contentOrNull
    return listOf(text("scheme"), text("host"), getValue("port").jsonPrimitive.int, text("user"), text("password"))
}
