package dev.proxyrotator.samples.server

import com.github.ajalt.clikt.command.SuspendingCliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.parameters.groups.cooccurring
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.required
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.restrictTo
import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.samples.plumbing.OwnOptions
import io.ktor.http.URLParserException
import io.ktor.http.Url
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

private class OwnUpstream : OwnOptions() {
    val upstream by option("--upstream", metavar = "URL")
        .convert { text -> upstreamUrl(text) ?: fail("it must be like https://host/path") }
        .required()
        .help("Where requests go: /proxy/users to https://host/path/users.")

    val port by option("--port", metavar = "N")
        .int()
        .restrictTo(0..65535)
        .default(8080)
        .help("Where to listen, on this machine alone. Default 8080.")

    private fun upstreamUrl(text: String): Url? =
        try {
            Url(text).takeIf { Regex("https?://[^/?#]+[^?#]*", RegexOption.IGNORE_CASE).matches(text) }
        } catch (_: URLParserException) {
            null
        }
}

/** The command line around [proxyServer]. */
internal class ProxyServerCommand : SuspendingCliktCommand("ProxyServer") {
    private val own by OwnUpstream().cooccurring()

    override fun help(context: Context) = "A server that passes /proxy/… on to one upstream, through your proxies."

    override suspend fun run() = own?.let { serve(it) } ?: LoopbackFarm().use { demonstrate(it) }

    private fun serve(own: OwnUpstream) {
        val server = proxyServer(own.upstream, own.proxies, own.port)
        println("Listening on http://127.0.0.1:${own.port}/proxy/ until Ctrl-C.")
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
}
