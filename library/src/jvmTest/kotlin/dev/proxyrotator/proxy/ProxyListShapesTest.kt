package dev.proxyrotator.proxy

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.File

private const val SHAPES = "shared/testdata/proxy-lists/shapes"

/** Lines as published by vendors and list makers, where the data lies beside the checkout. */
class ProxyListShapesTest :
    FunSpec({
        val shapes =
            generateSequence(File("").absoluteFile) { it.parentFile }
                .map { it.resolve(SHAPES) }
                .firstOrNull { it.isDirectory }

        if (shapes == null) println("ProxyListShapesTest skips: no folder $SHAPES above the working directory")

        listOf("hostport.txt", "hostport_user_pass.txt", "userpass_at.txt", "urls_mixed.txt").forEach { name ->
            test("every line of $name gives the expected proxy").config(enabled = shapes != null) {
                val lines = checkNotNull(shapes).resolve(name).readLines().filter { it.isNotBlank() }
                withClue(name) { lines.map(::read) shouldBe expected(shapes, name) }
            }
        }

        test("the lines of a dirty list that name no proxy are refused").config(enabled = shapes != null) {
            rejected(checkNotNull(shapes), "dirty.txt").forEach { withClue(it) { Proxy.parseOrNull(it) shouldBe null } }
        }
    })

private fun read(line: String): List<Any?> =
    Proxy.parse(line).run { listOf(scheme.urlName, host, port, credentials?.username, credentials?.password) }

private fun expected(
    shapes: File,
    name: String,
): List<List<Any?>> =
    document(shapes).getValue(name).jsonObject.getValue("expect").jsonArray.map { it.jsonObject }.map { proxy ->
        fun text(field: String) = proxy.getValue(field).jsonPrimitive.contentOrNull
        listOf(text("scheme"), text("host"), proxy.getValue("port").jsonPrimitive.int, text("user"), text("password"))
    }

private fun rejected(
    shapes: File,
    name: String,
): List<String> =
    document(shapes).getValue(name).jsonObject.getValue("rejectLines").jsonArray.map {
        it.jsonPrimitive.content.replace("\\x00", "\u0000")
    }

private fun document(shapes: File) = Json.parseToJsonElement(shapes.resolve("expected.json").readText()).jsonObject
