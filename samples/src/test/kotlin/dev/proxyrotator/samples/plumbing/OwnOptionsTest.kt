package dev.proxyrotator.samples.plumbing

import com.github.ajalt.clikt.command.SuspendingCliktCommand
import com.github.ajalt.clikt.command.parse
import com.github.ajalt.clikt.core.BaseCliktCommand
import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.core.parse
import dev.proxyrotator.samples.DownloadsCommand
import dev.proxyrotator.samples.HealthMonitorCommand
import dev.proxyrotator.samples.ScraperCommand
import dev.proxyrotator.samples.background.demo.BackgroundCommand
import dev.proxyrotator.samples.server.ProxyServerCommand
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.inspectors.forAll
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class OwnOptionsTest :
    FunSpec({
        /** What is printed where [command] refuses [arguments]. */
        suspend fun refusal(
            command: BaseCliktCommand<*>,
            vararg arguments: String,
        ): String {
            val refused =
                shouldThrow<UsageError> {
                    when (command) {
                        is SuspendingCliktCommand -> command.parse(arguments.toList())
                        is CliktCommand -> command.parse(arguments.toList())
                    }
                }
            return command.getFormattedHelp(refused).orEmpty()
        }

        fun fileOf(text: String) = tempfile().apply { writeText(text) }.path

        val proxies = fileOf("http://a.example:8080\n")
        val urls = fileOf("http://target.example/\n")

        test("an option of one's own work is refused without the others that this needs, never ignored") {
            val alone =
                listOf(
                    ::ScraperCommand to "--urls=$urls",
                    ::HealthMonitorCommand to "--urls=$urls",
                    ::DownloadsCommand to "--url=http://target.example/",
                    ::DownloadsCommand to "--to=file",
                    ::DownloadsCommand to "--sha256=00",
                    ::ProxyServerCommand to "--upstream=http://target.example",
                    ::ProxyServerCommand to "--port=8081",
                    ::BackgroundCommand to "--urls=$urls",
                    ::BackgroundCommand to "--concurrency=2",
                    ::BackgroundCommand to "--state=x",
                    ::BackgroundCommand to "--switches",
                )
            alone.forAll { (command, option) ->
                refusal(command(), option) shouldContain "missing option --proxies"
            }
            refusal(BackgroundCommand(), "--urls=$urls", "--state=x") shouldContain "missing option --proxies"
            refusal(ScraperCommand(), "--proxies=$proxies") shouldContain "missing option --urls"
        }

        test("without options there is no work of one's own") {
            BackgroundCommand().also { it.parse(emptyList()) }.work() shouldBe null
        }

        test("a list that cannot be used is refused by its name, without what is in it") {
            val wrong = fileOf("http://user:canary@a.example:8080\nhttp://user:canary@bad host:1\n")
            val refusal = refusal(ScraperCommand(), "--proxies=$wrong", "--urls=$urls")
            refusal shouldContain "$wrong: line 2"
            refusal shouldNotContain "canary"
            val nothing = fileOf("# nothing\n\n")
            val empty = refusal(ScraperCommand(), "--proxies=$nothing", "--urls=$nothing")
            empty shouldContain "$nothing: it names no proxy"
            empty shouldContain "$nothing has no URL in it"
        }
    })
