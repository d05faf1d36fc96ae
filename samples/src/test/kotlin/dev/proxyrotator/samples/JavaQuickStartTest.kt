package dev.proxyrotator.samples

import dev.proxyrotator.java.JsonException
import dev.proxyrotator.java.ProxyRotatorBlocking
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ProxyFarm
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import java.nio.file.Path
import kotlin.io.path.readText

class JavaQuickStartTest :
    FunSpec({
        fun farm() = ProxyFarm(listOf(ProxyBehaviour.Refuse, ProxyBehaviour.Good), JavaQuickStart::answer)

        test("S0-42 S1-16 S1-18 the Java quick start does what it tells, past a broken proxy") {
            val told = ArrayList<String>()
            farm().use { farm -> JavaQuickStart(farm.url(""), told::add).run(farm.proxies) }
            told.removeLast() shouldStartWith "In all: PoolStats"
            told shouldBe
                listOf(
                    "get: hello, after 2 attempts",
                    "errors: 404",
                    "errors: all of 4 attempts failed",
                    "errors: EMPTY",
                    "batch: #0 status 200",
                    "batch: #1 status 404",
                    "batch: #2 no answer",
                    "stream: 1000000 bytes",
                    "json: Price[item=tea, cents=320] of 2",
                    "futures: HTTP 404 from /missing",
                )
        }

        test("S1-18 JSON of another type is an error that names the type, with Jackson's own as its cause") {
            farm().use { farm ->
                ProxyRotatorBlocking
                    .builder()
                    .proxies(farm.proxies)
                    .json(JacksonCodec())
                    .build()
                    .use { rotator ->
                        val prices = rotator.get(farm.url("/prices"))
                        val error = shouldThrow<JsonException> { prices.json(JavaQuickStart.Price::class.java) }
                        error.message shouldContain "JavaQuickStart\$Price"
                        error.cause!!.javaClass.name shouldStartWith "com.fasterxml.jackson"
                    }
            }
        }

        test("S1-16 the codec in the documentation of JsonCodec is the one that is tested here") {
            val documented = Path.of("../java-interop/src/main/java/dev/proxyrotator/java/JsonCodec.java").readText()
            val tested = Path.of("src/main/java/dev/proxyrotator/samples/JacksonCodec.java").readText()
            val example = documented.substringAfter("{@code\n").substringBefore("}</pre>").replace(" * ", "")

            fun code(text: String) =
                text
                    .substringAfter("final class ")
                    .lines()
                    .map(String::trim)
                    .filter { it.any(Char::isLetterOrDigit) && !it.startsWith("@") }
            code(example) shouldBe code(tested)
        }
    })
