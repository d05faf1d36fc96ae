package dev.proxyrotator.samples.server

import com.github.ajalt.clikt.command.main
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.guard.TargetGuard
import io.ktor.http.Url
import io.ktor.server.application.Application
import io.ktor.server.application.ApplicationStopped
import io.ktor.server.application.install
import io.ktor.server.cio.CIO
import io.ktor.server.engine.EmbeddedServer
import io.ktor.server.engine.connector
import io.ktor.server.engine.embeddedServer
import io.ktor.server.http.HttpRequestLifecycle
import io.ktor.server.routing.route
import io.ktor.server.routing.routing
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * `mvn -q -Pdemo -Dsample=ProxyServer`: starts a server, asks it for a few things, and stops it. Your own, until Ctrl-C:
 * `-Dargs="--proxies proxies.txt --upstream https://api.example.com/v1 --port 8080"`.
 */
suspend fun main(arguments: Array<String>) = ProxyServerCommand().main(arguments)

/**
 * A server that passes `/proxy/…` on to [upstream], through one rotator for all requests. It listens on this machine
 * alone: an open port would lend the proxies to whoever finds it. A [port] of 0 takes any that is free.
 */
fun proxyServer(
    upstream: Url,
    proxies: List<String>,
    port: Int = 0,
): EmbeddedServer<*, *> = proxyServer(upstream, passThroughRotator(upstream, proxies), port)

internal fun proxyServer(
    upstream: Url,
    rotator: ProxyRotator,
    port: Int,
): EmbeddedServer<*, *> =
    embeddedServer(CIO, configure = {
        connector {
            this.host = "127.0.0.1"
            this.port = port
        }
        // Who stops the server waits for the requests under way, and for connections that are kept for no request.
        shutdownGracePeriod = 10.seconds.inWholeMilliseconds
        shutdownTimeout = 15.seconds.inWholeMilliseconds
        connectionIdleTimeoutSeconds = 5
    }) { passThrough(upstream, rotator) }

/** Passes `/proxy/…` on, and closes [rotator] when the last request is through and the server stopped. */
internal fun Application.passThrough(
    upstream: Url,
    rotator: ProxyRotator,
) {
    // A client that goes away takes its request to the upstream along, whatever state that is in.
    install(HttpRequestLifecycle) { cancelCallOnClose = true }
    monitor.subscribe(ApplicationStopped) { rotator.close() }
    val passage = Passage(UpstreamUrl(upstream), rotator)
    routing { route("/proxy/{path...}") { handle { passage.pass(call) } } }
}

/** A rotator that leaves requests and responses as they are, and asks nobody but [upstream]. */
internal fun passThroughRotator(
    upstream: Url,
    proxies: List<String>,
): ProxyRotator =
    ProxyRotator(proxies) {
        targetGuard =
            TargetGuard { target ->
                target.protocol == upstream.protocol && target.host == upstream.host && target.port == upstream.port
            }
        // A redirect and a compressed body are the client's affair.
        redirects { follow = false }
        compression { enabled = false }
        timeouts {
            // An upload may take as long as its client needs, and so may a client that reads slowly.
            call = Duration.INFINITE
            minimumBodyRate = 0
        }
    }
