package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.statement.bodyAsText

/** Every answer tells the connection it came over. */
private fun ScriptedConnection.tellConnection() = openTunnelOrForward { rawResponse("$index") }

class ConnectionIdentityTest :
    FunSpec({
        listOf(TARGET, SECURE_TARGET).forEach { target ->
            test("E1 two credentials for one proxy never share a connection: $target") {
                overSockets({ tellConnection() }) {
                    val proxies =
                        listOf("", "a:1@", "a:2@", "A:1@").map { Proxy.parse("http://${it}127.0.0.1:${server.port}") }
                    repeat(2) { proxies.map { fetch(target, it) } shouldContainExactly listOf("0", "1", "2", "3") }
                    (0..3).forEach { index ->
                        val sent = server.connection(index).received
                        val authorizations = Regex("Proxy-Authorization: .*").findAll(sent).map { it.value }
                        authorizations.toSet().size shouldBe if (index == 0) 0 else 1
                    }
                    server.connections.accepted shouldBe 4
                }
            }
        }

        test("E2 two https origins never share a tunnel, spellings of one do") {
            overSockets({ tellConnection() }) {
                suspend fun connectionOf(url: String) = fetch(url).toInt()
                connectionOf("https://a.test/") shouldBe 0
                connectionOf("https://b.test/") shouldBe 1
                connectionOf("https://a.test:8443/") shouldBe 2
                connectionOf("https://www.a.test/") shouldBe 3
                connectionOf("http://a.test:443/") shouldBe 4
                listOf("https://a.test/x", "https://A.TEST/", "https://a.test./", "https://a.test:443/?q").forEach {
                    connectionOf(it) shouldBe 0
                }
                connectionOf("https://b.test/") shouldBe 1
                server.requests.filter { it.method == "CONNECT" }.map { it.target } shouldContainExactly
                    listOf("a.test:443", "b.test:443", "a.test:8443", "www.a.test:443")
            }
        }

        test("E2 forwarded requests to any http origin share a connection") {
            overSockets({ serve() }) {
                listOf("http://a.test/", "http://b.test/", "http://c.test:81/").forEach { fetch(it) }
                server.connections.accepted shouldBe 1
            }
        }

        test("E3 a tunnel, a forwarding connection and a direct one never share") {
            val proxy = Proxy.parse("http://127.0.0.1:1")
            val origin = Authority("a.test", 80, isSecure = false)
            val keys =
                listOf(
                    ConnectionKey(proxy, null, null),
                    ConnectionKey(proxy, origin, null),
                    ConnectionKey(proxy, Authority("a.test", 80, isSecure = true), null),
                    ConnectionKey(Proxy.Direct, origin, null),
                )
            keys.toSet().size shouldBe keys.size
            overSockets({ tellConnection() }) {
                fetch("http://127.0.0.1:${server.port}/") shouldBe "0"
                fetch("http://127.0.0.1:${server.port}/", Proxy.Direct) shouldBe "1"
                server.requests.map { it.target } shouldContainExactly listOf("${server.url}/", "/")
            }
        }

        listOf(TARGET, SECURE_TARGET).forEach { target ->
            test("E4 two isolation tags never share a connection, and none is a third: $target") {
                overSockets({ tellConnection() }) {
                    repeat(2) {
                        listOf(null, "a", "b", "A").map { fetch(target, isolation = it) } shouldContainExactly
                            listOf("0", "1", "2", "3")
                    }
                    server.connections.accepted shouldBe 4
                }
            }
        }

        test("E4 a request says whose connections it may use") {
            rotating({ tellConnection() }) {
                suspend fun connectionOf(tag: String?) =
                    rotator.get(TARGET) { if (tag != null) rotation { isolation = tag } }.bodyAsText()
                listOf(null, "a", "b", "a", null).map { connectionOf(it) } shouldContainExactly
                    listOf("0", "1", "2", "1", "0")
            }
        }

        test("E5 a rotator that trusts nobody unknown does not use the tunnel of one that trusts everybody") {
            rotating({
                openTunnel()
                serve()
            }) {
                rotator.get("https://localhost/").bodyAsText() shouldBe "hello"
                ProxyRotator(server.secretUrl) { retry { maxAttempts = 1 } }.use { strict ->
                    val error = shouldThrow<ProxyConnectionException> { strict.get("https://localhost/") }
                    error.cause.shouldBeInstanceOf<ProxyTlsException>()
                }
                rotator.get("https://localhost/").bodyAsText() shouldBe "hello"
                server.connections.accepted shouldBe 2
                server
                    .connection(1)
                    .received
                    .lines()
                    .count { it.startsWith("GET") } shouldBe 0
            }
        }

        test("B13 it is the credentials that count, not how a URL writes them") {
            overSockets({ serve() }) {
                listOf("us%65r:p%40%3a", "user:p%40%3A", "%75ser:p%40:").forEach {
                    fetch(proxy = Proxy.parse("http://$it@127.0.0.1:${server.port}")) shouldBe "hello"
                }
                fetch(proxy = Proxy.parse("http://127.0.0.1:${server.port}").withCredentials("user", "p@:"))
                server.connections.accepted shouldBe 1
                fetch(proxy = Proxy.parse("http://user:p%40%3B@127.0.0.1:${server.port}"))
                server.connections.accepted shouldBe 2
            }
        }
    })
