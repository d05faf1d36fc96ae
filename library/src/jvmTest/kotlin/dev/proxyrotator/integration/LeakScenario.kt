package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyRotatorException
import io.ktor.client.plugins.sse.SSE
import io.ktor.client.plugins.sse.SSEClientException
import io.ktor.client.plugins.sse.sse
import io.ktor.client.plugins.websocket.WebSocketException
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.plugins.websocket.webSocket
import io.ktor.client.request.header
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.nio.channels.SocketChannel
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.milliseconds

private val brokenSchemes = listOf("http", "https", "socks4", "socks4a", "socks5", "socks5h")
private val oddNames = listOf("nobody.invalid", ("a".repeat(60) + ".").repeat(5) + "test")

/**
 * Everything a client may do, and everything that may befall it, where each packet is counted that does not go to a
 * proxy. It ends with 1 when something did not come out as it should; leaks are for the network to find.
 */
internal class LeakScenario(
    private val places: LeakPlaces,
) {
    private val surprises = ArrayList<String>()
    private var steps = 0

    suspend fun run(): List<String> {
        places.routes.filterKeys { it in WORKING }.forEach { (name, url) ->
            reaches(name, url)
            reachesNot(name, url)
            switches(name, url)
        }
        places.routes.filterKeys { it !in WORKING }.forEach { (name, url) -> fails(name, url) }
        brokenSchemes.forEach { scheme ->
            brokenPorts.forEach { port -> fails("$scheme proxy, $port", places.broken(scheme, port)) }
        }
        wrongPasswords()
        poolsWithoutAWay()
        endsWhileDialling()
        println("$steps steps, ${surprises.size} surprises")
        return surprises
    }

    private suspend fun reaches(
        name: String,
        url: String,
    ) = places.rotator(listOf(places.named(url))).use { rotator ->
        val host = hostFor(url)
        greets("$name, http", rotator, places.target(host), "http")
        greets("$name, https", rotator, places.secureTarget(host), "https")
        greets("A6 $name, an address of this machine", rotator, places.target("127.0.0.1"), "http")
        greets("A7 $name, redirected to an address", rotator, places.target(host, "/to-address"), "http")
        if (takesNames(url)) {
            greets("A6 $name, this machine by name", rotator, places.target("localhost"), "http")
            greets("A7 $name, redirected to a name", rotator, places.target(host, "/to-name"), "http")
            greets("A7 $name, redirected to https", rotator, places.target(host, "/to-https"), "https")
        }
    }

    private suspend fun reachesNot(
        name: String,
        url: String,
    ) {
        val hosts = if (takesNames(url)) oddNames else listOf("origin.test", "localhost")
        (hosts + "[::1]" + "[2001:db8::1]").forEach { host ->
            places.hastyRotator(listOf(url)).use { refuses("A8, A10 $name, to $host", it, places.target(host)) }
        }
    }

    /** The targets know of no WebSockets and of no events, and must be asked all the same. */
    private suspend fun switches(
        name: String,
        url: String,
    ) = places
        .rotator(listOf(url)) {
            client {
                install(WebSockets)
                install(SSE)
            }
        }.use { rotator ->
            val host = hostFor(url)
            listOf(places.target(host), places.secureTarget(host)).forEach { target ->
                isAnswered("A14 $name, a WebSocket, $target") {
                    rotator.client.webSocket(target.replaceFirst("http", "ws")) {}
                }
                isAnswered("A14 $name, events, $target") { rotator.client.sse(target) {} }
                isAnswered("A14 $name, Expect, $target") {
                    rotator.post(target) {
                        header(HttpHeaders.Expect, "100-continue")
                        setBody("body")
                    }
                }
            }
        }

    /** Whatever the target says; but it must be the target. */
    private suspend fun isAnswered(
        step: String,
        block: suspend () -> Unit,
    ) = step(step) {
        try {
            block()
        } catch (answer: WebSocketException) {
            if ("101" !in answer.message.orEmpty()) surprises.add("$step: $answer")
        } catch (_: SSEClientException) {
            // An answer that is no event stream.
        } catch (error: Exception) {
            surprises.add("$step: $error")
        }
    }

    private suspend fun fails(
        name: String,
        url: String,
    ) = places.hastyRotator(listOf(url)).use { rotator ->
        refuses("A2 $name, http", rotator, places.target(hostFor(url)), isAnswered = name in ANSWERING)
        refuses("A2 $name, https", rotator, places.secureTarget(hostFor(url)))
        refuses("A6 $name, this machine", rotator, places.secureTarget("localhost"))
    }

    private suspend fun wrongPasswords() {
        listOf("http-basic", "https-basic", "socks5-password").mapNotNull { places.routes[it] }.forEach { url ->
            val wrong = url.replace(Regex("//.*@"), "//somebody:else@")
            places.rotator(listOf(wrong)).use {
                refuses("wrong password, $it", it, places.target("origin.test"))
                refuses("wrong password, $it", it, places.secureTarget("origin.test"))
            }
        }
    }

    private suspend fun poolsWithoutAWay() {
        places.rotator(emptyList()).use {
            refuses("A1 an empty pool", it, places.target("origin.test"))
            refuses("A1 an empty pool, this machine", it, places.target("localhost"))
        }
        val broken = brokenPorts.map { places.broken("http", it) }
        places.hastyRotator(broken).use { rotator ->
            repeat(5) { refuses("A1 a pool of broken proxies", rotator, places.target("origin.test")) }
        }
        val last = places.routes.values.first { it.startsWith("http://") && "@" !in it }
        places.hastyRotator(broken + places.routes.getOrDefault("http", last)).use {
            greets("failover to the one that works", it, places.target("origin.test"), "http")
        }
    }

    private suspend fun endsWhileDialling() {
        brokenSchemes.forEach { scheme ->
            val proxy = places.broken(scheme, "dropping")
            val target = places.target(hostFor(proxy))
            places.rotator(listOf(proxy)).use { rotator ->
                step("A15 $scheme, cancelled while dialling") {
                    withTimeoutOrNull(50.milliseconds) { rotator.get(target) }
                }
            }
            val rotator = places.rotator(listOf(proxy))
            coroutineScope {
                val call =
                    async(start = CoroutineStart.UNDISPATCHED) {
                        refuses("A15 $scheme, closed while dialling", rotator, target)
                    }
                rotator.close()
                call.await()
            }
        }
    }

    /** A target that the proxy at [url] can be asked for. */
    private fun hostFor(url: String) = if (takesNames(url)) "origin.test" else "127.0.0.1"

    private fun takesNames(url: String) = !url.startsWith("socks4:")

    private suspend fun greets(
        step: String,
        rotator: ProxyRotator,
        url: String,
        scheme: String,
    ) = step(step) {
        val answer =
            try {
                rotator.get(url).bodyAsText()
            } catch (error: ProxyRotatorException) {
                "$error"
            }
        if (answer != "hello from $scheme") surprises.add("$step: $answer")
    }

    /** An error, or an answer that is none of the target's. */
    private suspend fun refuses(
        step: String,
        rotator: ProxyRotator,
        url: String,
        isAnswered: Boolean = false,
    ) = step(step) {
        try {
            val response = rotator.get(url)
            if (response.status.value < ERRORS && !isAnswered) surprises.add("$step: ${response.status}")
        } catch (_: IOException) {
            // As it should be.
        } catch (_: IllegalArgumentException) {
            // As it should be, before anything was sent.
        } catch (_: IllegalStateException) {
            // As it should be of one that is closed.
        }
    }

    private suspend fun step(
        name: String,
        block: suspend () -> Unit,
    ) {
        steps++
        block()
        println(name)
    }

    private companion object {
        const val ERRORS = 400

        /** A login page comes with 200, and is all there is. */
        val ANSWERING = setOf("portal")
        val WORKING =
            setOf("http", "http-closing", "http-basic", "https", "https-basic") +
                setOf("socks4", "socks4a", "socks5", "socks5h", "socks5-password", "chain")
    }
}

/** The first argument is what to do, the second the file with the places. */
internal object LeakScenarioMain {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val places = LeakPlaces(arguments[1])
        when (arguments[0]) {
            "scenario" -> {
                val surprises = runBlocking { LeakScenario(places).run() }
                surprises.forEach { println("NOT AS IT SHOULD BE: $it") }
                exitProcess(if (surprises.isEmpty()) 0 else 1)
            }

            "direct" -> {
                connect("192.0.2.1")
            }

            "direct-6" -> {
                connect("2001:db8::1")
            }

            "loopback" -> {
                connect("127.0.0.1")
            }

            "resolve" -> {
                runCatching { InetAddress.getByName("origin.test") }
            }

            "reverse" -> {
                InetAddress.getByAddress(byteArrayOf(10, 77, 0, 9)).hostName
            }

            else -> {
                error("unknown: ${arguments[0]}")
            }
        }
    }

    /** Past everything that the JDK may put in between; a first packet is all that is wanted. */
    private fun connect(address: String) {
        try {
            SocketChannel.open().use {
                it.configureBlocking(false)
                it.connect(InetSocketAddress(InetAddress.getByName(address), 80))
            }
        } catch (_: IOException) {
            // It was sent all the same.
        }
    }
}
