package dev.proxyrotator.samples.server

import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.restrictTo
import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.samples.plumbing.SampleCommand
import io.ktor.http.URLParserException
import io.ktor.http.Url
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/** The command line around [proxyServer]. */
internal class ProxyServerCommand :
    SampleCommand("ProxyServer", "A server that passes /proxy/… on to one upstream, through your proxies.") {
    private val upstream by option(metavar = "URL")
        .convert { text -> upstreamUrl(text) ?: fail("it must be like https://host/path") }
        .help("Where requests go: /proxy/users to https://host/path/users. Goes with --proxies.")

    private val port by option(metavar = "N")
        .int()
        .restrictTo(0..65535)
        .default(8080)
        .help("Where to listen, on this machine alone. Default 8080.")

    override suspend fun run() =
        run({ LoopbackFarm() }, ::demonstrate) { proxies ->
            val server = proxyServer(needed(upstream, "--upstream"), proxies, port)
            println("Listening on http://127.0.0.1:$port/proxy/ until Ctrl-C.")
            server.start(wait = true)
        }

    private suspend fun demonstrate(farm: LoopbackFarm) {
        val server = proxyServer(Url(farm.origin.url), farm.proxies).startSuspend(wait = false)
        try {
            val address =
                "http://127.0.0.1:" +
                    server.engine
                        .resolvedConnectors()
                        .first()
                        .port
            ask(HttpRequest.newBuilder(URI("$address/proxy/")))
            ask(HttpRequest.newBuilder(URI("$address/proxy/bytes/1000000")))
            ask(HttpRequest.newBuilder(URI("$address/proxy/")).POST(HttpRequest.BodyPublishers.ofString("upload")))
            ask(HttpRequest.newBuilder(URI("$address/proxy/%2e%2e/secret")))
        } finally {
            server.stopSuspend(gracePeriodMillis = 100, timeoutMillis = 1_000)
        }
        println("The server has stopped, and its rotator is closed.")
    }

    private fun ask(request: HttpRequest.Builder) {
        val asked = request.build()
        val response = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofByteArray())
        println(
            "${asked.method()} ${asked.uri().rawPath} brought ${response.statusCode()}, ${response.body().size} bytes",
        )
    }

    private fun upstreamUrl(text: String): Url? =
        try {
            Url(text).takeIf { Regex("https?://[^/?#]+[^?#]*", RegexOption.IGNORE_CASE).matches(text) }
        } catch (_: URLParserException) {
            null
        }
}
