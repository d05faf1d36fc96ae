package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.rendering.AnsiLevel
import com.github.ajalt.mordant.terminal.Terminal
import com.github.ajalt.mordant.terminal.TerminalRecorder
import dev.proxyrotator.ProxyRotator
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import kotlinx.serialization.json.Json
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

class ReportTest :
    FunSpec({
        fun answered(
            url: String = "http://example.com/",
            isRight: Boolean = true,
        ) = Fetched(Target(url, ByteArray(3)), emptyList(), 12.milliseconds, Fetched.Outcome.Answered(200, 3, isRight))

        test("progress in one line") {
            val time = TestTimeSource()
            val report = RunReport(total = 4, "right", time)
            report.add(answered())
            report.add(answered(isRight = false))
            time += 2.seconds
            report.progressLine() shouldBe "2/4 fetched, 1 right, 0 retried, 1 a second"
            report.isFullSuccess shouldBe false
        }

        test("the median of durations, the lower one of two") {
            listOf(30, 10, 20).map { it.milliseconds }.median() shouldBe 20.milliseconds
            listOf(40, 30, 10, 20).map { it.milliseconds }.median() shouldBe 20.milliseconds
        }

        test("a JSON line of an answer and of an error") {
            jsonLine(answered()).toString() shouldBe
                """{"url":"http://example.com/","status":200,"right":true,"proxy":null,"attempts":0,"milliseconds":12,"bytes":3}"""
            val failed =
                Fetched(
                    Target("http://example.com/"),
                    emptyList(),
                    5.milliseconds,
                    Fetched.Outcome.Failed("Kind", "why"),
                )
            jsonLine(failed).toString() shouldContain """"error":{"kind":"Kind","message":"why"}"""
        }

        test("a JSON line is ASCII and means the same") {
            val json = jsonLine(answered("http://example.com/ü€😀"))
            json.toLine().all { it in ' '..'~' } shouldBe true
            Json.parseToJsonElement(json.toLine()) shouldBe json
        }

        test("a terminal gets a bar, anything else lines") {
            val recorder = TerminalRecorder(AnsiLevel.ANSI256, outputInteractive = true)
            val bar = progress(Terminal(terminalInterface = recorder), total = 4)
            bar.shouldBeInstanceOf<BarProgress>()
            val report = RunReport(total = 4, "right", TestTimeSource())
            report.add(answered())
            bar.end(report)
            recorder.stdout() shouldContain "25%"

            val piped = Terminal(terminalInterface = TerminalRecorder(AnsiLevel.NONE, outputInteractive = false))
            progress(piped, total = 4).shouldBeInstanceOf<LineProgress>()
        }

        test("a table of proxies has the label column only when there are labels") {
            ProxyRotator("127.0.0.1:8080").use { rotator ->
                val recorder = TerminalRecorder(AnsiLevel.NONE, 160, 40, outputInteractive = false)
                val lines = RunReport(total = 1, "right").proxies(rotator.pool)
                Terminal(terminalInterface = recorder).println(proxyTable(lines))
                recorder
                    .stdout()
                    .lines()
                    .map { it.trim() }
                    .first() shouldBe
                    "proxy                 requests ok failures median state"
            }
        }
    })
