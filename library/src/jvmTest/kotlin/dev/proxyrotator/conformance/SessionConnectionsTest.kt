package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.session.OnExitLost
import dev.proxyrotator.testkit.EavesdroppingProxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.secretUrl
import dev.proxyrotator.testkit.serve
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope

private operator fun ByteArray.contains(part: ByteArray): Boolean =
    String(part, Charsets.ISO_8859_1) in String(this, Charsets.ISO_8859_1)

private suspend fun ProxyRotator.connectionOf(
    key: String?,
    url: String,
): Int = get(url) { key?.let { rotation { session = it } } }.bodyAsText().toInt()

/** What the connections of a session are used for. */
class SessionConnectionsTest :
    FunSpec({
        mapOf(
            "forwarded" to "http://localhost/",
            "in a tunnel" to "https://localhost/",
        ).forEach { (how, url) ->
            fun server() =
                ScriptedServer {
                    if (url.startsWith("https")) openTunnel(TestCertificates.good)
                    serve { rawResponse("$index") }
                }

            test("E4, A13 a session shares its connections with nobody, and keeps them: $how") {
                server().use { server ->
                    ProxyRotator(server.secretUrl) {
                        tls { trust(TestCertificates.authority.certificate.certificatePem) }
                    }.use { rotator ->
                        suspend fun round() = listOf("one", "two", null, "three").map { rotator.connectionOf(it, url) }
                        round() shouldContainExactly listOf(0, 1, 2, 3)
                        round() shouldContainExactly listOf(0, 1, 2, 3)
                    }
                }
            }

            test("A13 what follows a session under its key does not use its connections: $how") {
                server().use { server ->
                    ProxyRotator(server.secretUrl) {
                        tls { trust(TestCertificates.authority.certificate.certificatePem) }
                        sessions { maxUses = 3 }
                    }.use { rotator ->
                        List(7) { rotator.connectionOf("user", url) } shouldContainExactly listOf(0, 0, 0, 1, 1, 1, 2)
                        rotator.sessions.retire("user")
                        rotator.connectionOf("user", url) shouldBe 3
                        val saved = rotator.sessions.save()
                        rotator.sessions.restore(saved)
                        rotator.connectionOf("user", url) shouldBe 4
                    }
                }
            }

            test("A13 a session that left its exit without its cookies does not meet its old connections there: $how") {
                server().use { a ->
                    server().use { b ->
                        ProxyRotator(a.url, b.url) {
                            tls { trust(TestCertificates.authority.certificate.certificatePem) }
                            sessions { onExitLost = OnExitLost.MIGRATE_AND_FORGET_COOKIES }
                        }.use { rotator ->
                            val first =
                                rotator.pool.proxies.value
                                    .first()
                            val second =
                                rotator.pool.proxies.value
                                    .last()
                            rotator.connectionOf("user", url) shouldBe 0
                            rotator.sessions["user"]?.proxyId shouldBe first.id
                            rotator.pool.remove(first.id)
                            rotator.connectionOf("user", url) shouldBe 0
                            rotator.sessions["user"]?.proxyId shouldBe second.id
                            rotator.pool.add(first)
                            rotator.pool.remove(second.id)
                            rotator.connectionOf("user", url) shouldBe 1
                        }
                    }
                }
            }
        }

        test("requests at once in many sessions over real connections never meet another's") {
            ScriptedServer { serve { rawResponse("$index ${it.header("X-Key")}") } }.use { server ->
                ProxyRotator(server.secretUrl).use { rotator ->
                    val keys = List(20) { "user-$it" }
                    keys.forEach { rotator.sessions.open(it, mapOf("X-Key" to it)) }
                    val answers =
                        coroutineScope {
                            List(400) {
                                val key = keys[it % keys.size]
                                async { rotator.get("http://localhost/") { rotation { session = key } }.bodyAsText() }
                            }.awaitAll()
                        }
                    val keysOfConnection = answers.map { it.split(' ') }.groupBy({ it[0] }, { it[1] })
                    keysOfConnection.values.map { it.toSet().size }.toSet() shouldBe setOf(1)
                    answers.map { it.substringAfter(' ') }.toSet() shouldBe keys.toSet()
                }
            }
        }

        test("A13 TLS is resumed within a session and never from one to another, nor by what follows it") {
            val certificate = TestCertificates.good.certificate.encoded
            val origin =
                LoopbackOrigin(TestCertificates.good, ServerTls(protocol = "TLSv1.2")) {
                    OriginAnswer.Whole("".toByteArray(), headers = listOf("Connection" to "close"))
                }
            origin.use {
                EavesdroppingProxy().use { proxy ->
                    ProxyRotator(proxy.url) {
                        tls { trust(TestCertificates.authority.certificate.certificatePem) }
                    }.use { rotator ->
                        suspend fun isResumed(key: String?): Boolean {
                            val before = proxy.tunnels.size
                            rotator.get(origin.url("/")) { key?.let { rotation { session = it } } }
                            return certificate !in proxy.tunnels[before]
                        }
                        listOf(
                            null,
                            null,
                            "one",
                            "one",
                            "two",
                            "two",
                            "one",
                            null,
                        ).map { isResumed(it) } shouldContainExactly
                            listOf(false, true, false, true, false, true, true, true)
                        rotator.sessions.retire("one")
                        isResumed("one") shouldBe false
                        isResumed("one") shouldBe true
                    }
                }
            }
        }

        test("D7 a TLS session with a proxy is resumed with that proxy, never with a target of its name and port") {
            val certificate = TestCertificates.good.certificate.encoded
            val trusted = TestCertificates.authority.certificate.certificatePem
            LoopbackProxy(certificate = TestCertificates.good, tls = ServerTls(protocol = "TLSv1.2")).use { secure ->
                EavesdroppingProxy().use { ear ->
                    val proxies =
                        listOf(
                            Proxy.parse("${ear.url}->${secure.secretUrl}").withTags("proxy"),
                            Proxy.parse(ear.url).withTags("target"),
                        )
                    ProxyRotator(proxies) {
                        transport = Sockets { maxIdleConnections = 0 }
                        tls { trust(trusted) }
                        proxyTls { trust(trusted) }
                        health { failureThreshold = Int.MAX_VALUE }
                        retry { maxAttempts = 1 }
                    }.use { rotator ->
                        suspend fun isResumed(tag: String): Boolean {
                            val before = ear.tunnels.size
                            runCatching { rotator.get(secure.url + "/") { rotation { tags(tag) } } }
                            return certificate !in ear.tunnels[before]
                        }
                        listOf("proxy", "proxy", "target", "target", "proxy").map { isResumed(it) } shouldContainExactly
                            listOf(false, true, false, true, true)
                    }
                }
            }
        }
    })
