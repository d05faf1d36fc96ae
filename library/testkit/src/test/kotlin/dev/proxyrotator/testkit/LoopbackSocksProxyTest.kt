package dev.proxyrotator.testkit

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyRotatorException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText

class LoopbackSocksProxyTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin())

        test("any name leads to the loopback port, and the proxy tells what it was asked for") {
            LoopbackSocksProxy("user", "secret").use { proxy ->
                listOf("socks5" to "user:secret", "socks4a" to "user").forEach { (scheme, userInfo) ->
                    ProxyRotator(proxy.url(scheme, userInfo)).use { rotator ->
                        rotator.get("http://nowhere.example:${origin.port}/").bodyAsText() shouldBe "hello"
                    }
                }
                proxy.requests shouldContainExactly
                    listOf(5, 4).map { SocksRequest(it, "nowhere.example", isName = true, origin.port) }
                proxy.requests.first().toString() shouldBe "SOCKS 5 to nowhere.example:${origin.port}"
                proxy.connections.awaitClosed(2)
            }
        }

        test("any address leads there too, and a port where nobody listens is refused") {
            LoopbackSocksProxy().use { proxy ->
                ProxyRotator(proxy.url("socks5")).use { rotator ->
                    listOf("192.0.2.1", "[2001:db8::1]").forEach { host ->
                        rotator.get("http://$host:${origin.port}/").bodyAsText() shouldBe "hello"
                    }
                    val gone = LoopbackOrigin().also { it.close() }
                    shouldThrow<ProxyRotatorException> { rotator.get("http://192.0.2.1:${gone.port}/") }
                }
                proxy.requests.take(2).none { it.isName } shouldBe true
            }
        }

        test("it refuses wrong credentials, refuses as it is told, and promises too much") {
            LoopbackSocksProxy("user", "secret").use { proxy ->
                ProxyRotator(proxy.url(userInfo = "user:wrong")).use { rotator ->
                    shouldThrow<ProxyRotatorException> { rotator.get("http://nowhere.example:${origin.port}/") }
                }
            }
            LoopbackSocksProxy().use { proxy ->
                ProxyRotator(proxy.url()) { health { failureThreshold = Int.MAX_VALUE } }.use { rotator ->
                    proxy.refusal = 5
                    shouldThrow<ProxyRotatorException> { rotator.get("http://nowhere.example:${origin.port}/") }
                    proxy.refusal = null
                    proxy.promisesTooMuch = true
                    shouldThrow<ProxyRotatorException> { rotator.get("http://nowhere.example:${origin.port}/") }
                }
            }
        }

        test("what does not speak SOCKS is hung up on") {
            LoopbackSocksProxy().use { proxy -> talk(proxy.port, get("/")) shouldBe "" }
        }
    })
