package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.rendering.AnsiLevel
import com.github.ajalt.mordant.terminal.Terminal
import com.github.ajalt.mordant.terminal.TerminalRecorder
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.inspectors.forAll
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

class DemoTest :
    FunSpec({
        val directory = tempdir()

        /** Without a terminal, as in a pipe. */
        class Run(
            val status: Int,
            private val recorder: TerminalRecorder,
        ) {
            val output: String get() = recorder.stdout()
            val errors: String get() = recorder.stderr()
        }

        suspend fun run(vararg arguments: String): Run {
            val recorder =
                TerminalRecorder(AnsiLevel.NONE, 160, 40, outputInteractive = false, inputInteractive = false)
            return Run(
                Demo(Terminal(nonInteractiveWidth = 80, terminalInterface = recorder)).run(arguments.toList()),
                recorder,
            )
        }

        fun file(
            name: String,
            vararg lines: String,
        ): String = directory.resolve(name).apply { writeText(lines.joinToString("\n")) }.path

        fun parse(output: String): List<JsonObject> =
            output.trim().lines().map {
                Json
                    .parseToJsonElement(
                        it,
                    ).jsonObject
            }

        fun JsonObject.number(name: String) = getValue(name).jsonPrimitive.long

        fun JsonObject.text(name: String) = getValue(name).jsonPrimitive.content

        test("all 500 bodies of the loopback world are right, whatever its broken proxies do") {
            val run = run("--json", "--concurrency", "32")
            run.errors shouldBe ""
            run.status shouldBe 0
            val lines = parse(run.output)
            lines.size shouldBe 501
            lines.dropLast(1).forAll {
                it.text("right") shouldBe "true"
                it.text("status") shouldBe "200"
            }
            val proxies =
                lines
                    .last()
                    .getValue("proxies")
                    .jsonArray
                    .map { it.jsonObject }
                    .groupBy { it.text("label") }
            proxies.getValue("good").forAll { it.getValue("failures").jsonObject.size shouldBe 0 }

            // Those under way when the breaker opens still fail: a few more than the threshold at most. Who breaks off a
            // response is avoided for that host from the first one on.
            fun failures(
                label: String,
                kind: String,
            ) = proxies
                .getValue(label)
                .single()
                .getValue("failures")
                .jsonObject
                .number(kind)
            failures("407", "AUTHENTICATION") shouldBeInRange 1L..8L
            failures("refuses", "CONNECT") shouldBeInRange 5L..40L
            failures("resets", "CONNECTION_LOST") shouldBeInRange 1L..40L
            proxies.getValue("407").single().text("state") shouldBe "AUTHENTICATION_REJECTED"
        }

        test("without a terminal there are plain lines and a table in ASCII") {
            val run = run()
            run.status shouldBe 0
            run.output shouldContain "500/500 fetched, 500 right"
            run.output shouldContain "5 connect"
            run.output.filter { it != '\n' && it !in ' '..'~' } shouldBe ""
        }

        test("the user's files are fetched through the user's proxies, and no password is printed") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy(ProxyBehaviour.RequireCredentials("user", "canary")).use { proxy ->
                    val proxies = file("proxies.txt", "# mine", "127.0.0.1:${proxy.port}:user:canary")
                    val urls = file("urls.txt", origin.url("/bytes/10"), "", origin.url("/status/404"))
                    val run = run("--proxies", proxies, "--urls", urls, "--json")
                    run.status shouldBe 0
                    val lines = parse(run.output)
                    lines.dropLast(1).map { it.number("status") to it.number("bytes") } shouldContain (200L to 10L)
                    lines.first().text("proxy") shouldBe "http://***@127.0.0.1:${proxy.port}"
                    lines
                        .last()
                        .getValue("summary")
                        .jsonObject
                        .number("succeeded") shouldBe 2
                    run.output shouldNotContain "canary"
                    origin.requests.size shouldBe 2
                }
            }
        }

        test("a URL without a response is a failure of the run and an error in its line") {
            LoopbackProxy(ProxyBehaviour.Refuse).use { proxy ->
                val run =
                    run("--proxies", file("p.txt", proxy.url), "--urls", file("u.txt", "http://127.0.0.1:1/"), "--json")
                run.status shouldBe 1
                val error = parse(run.output).first().getValue("error").jsonObject
                error.text("kind") shouldBe "ProxyConnectionException"
                error.text("message") shouldContain "CONNECT"
            }
        }

        test("bad lines of both files are told on standard error, and nothing is fetched") {
            LoopbackProxy().use { proxy ->
                val proxies = file("bad-proxies.txt", proxy.url, "user:canary", "socks4://user:canary@127.0.0.1:1")
                val run = run("--proxies", proxies, "--urls", file("bad-urls.txt", "http://127.0.0.1:1/", "nonsense"))
                run.status shouldBe 2
                run.output shouldBe ""
                run.errors shouldContain "bad-proxies.txt:2: "
                run.errors shouldContain "bad-proxies.txt:3: SOCKS 4 has no password"
                run.errors shouldContain "bad-urls.txt:2: "
                run.errors shouldNotContain "canary"
                proxy.connections.accepted shouldBe 0
            }
        }

        test("of many bad lines the first twenty are told") {
            val bad = file("many.txt", *Array(25) { "nonsense$it" })
            val run = run("--proxies", file("one.txt", "127.0.0.1:1"), "--urls", bad)
            run.status shouldBe 2
            run.errors
                .trim()
                .lines()
                .size shouldBe 21
            run.errors.trim() shouldEndWith "and 5 more"
        }

        test("wrong options end with 2 and say what is right") {
            val some = file("some.txt", "http://127.0.0.1:1/")
            mapOf(
                listOf("--proxies", some) to "--proxies needs --urls",
                listOf("--urls", some) to "--urls needs --proxies",
                listOf("--strategy", "fastest") to "round-robin, random, weighted, least-used",
                listOf("--concurrency", "many") to "many is not a valid integer",
                listOf("--concurrency", "0") to "1 to 1000",
                listOf("--unknown") to "no such option --unknown",
                listOf("--proxies", "absent.txt", "--urls", some) to "\"absent.txt\" does not exist",
                listOf("--proxies", file("empty.txt"), "--urls", some) to "empty.txt: has no line to use",
            ).forEach { (arguments, message) ->
                val run = run(*arguments.toTypedArray())
                run.status shouldBe 2
                run.output shouldBe ""
                run.errors shouldContain message
            }
        }

        test("help is no error") {
            val run = run("--help")
            run.status shouldBe 0
            run.output shouldStartWith "Usage: demo"
            run.output shouldContain "--strategy"
        }
    })
