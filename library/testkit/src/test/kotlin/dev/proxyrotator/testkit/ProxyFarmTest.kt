package dev.proxyrotator.testkit

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.rotation.proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import io.ktor.client.statement.readRawBytes
import java.net.ConnectException
import java.net.Socket

private fun ProxyFarm.threads(): List<String> {
    val ports = proxies.indices.map { this[it].port } + origin.port
    return Thread
        .getAllStackTraces()
        .keys
        .map { it.name }
        .filter { name -> ports.any { "-$it-" in name } }
}

class ProxyFarmTest :
    FunSpec({
        test("1,000 requests go through all proxies of a farm, and nothing of it is left when it closes") {
            val farm = ProxyFarm(4)
            ProxyRotator { proxies(farm.proxies) }.use { rotator ->
                val urls = List(1_000) { farm.url("/bytes/64?seed=$it") }
                val bodies = rotator.batchGet(urls, maxConcurrent = 50).map { it.getOrThrow().readRawBytes() }
                bodies.forEachIndexed { seed, body -> check(body.contentEquals(patternedBytes(64, seed))) }
                farm.origin.requests shouldHaveSize 1_000
                farm.proxies.indices.sumOf { farm[it].requests.size } shouldBe 1_000
            }
            farm.threads().size shouldBeGreaterThan 0
            farm.close()
            farm.threads().shouldBeEmpty()
            farm.proxies.indices.forEach { farm[it].connections.open shouldBe 0 }
            farm.origin.connections.open shouldBe 0
            shouldThrow<ConnectException> { Socket("127.0.0.1", farm.origin.port) }
        }

        test("tunnels are ended when the farm closes") {
            val farm = ProxyFarm(1)
            val client = Socket("127.0.0.1", farm[0].port)
            client.getOutputStream().write("CONNECT 127.0.0.1:${farm.origin.port} HTTP/1.1\r\n\r\n".toByteArray())
            farm.origin.connections.awaitOpen(1)
            farm.threads().size shouldBeGreaterThan 0
            farm.close()
            farm.threads().shouldBeEmpty()
            client.close()
        }

        test("a rotator that trusts the farm's certificate reaches its https origin through a tunnel") {
            ProxyFarm(1).use { farm ->
                ProxyRotator {
                    proxies(farm.proxies)
                    tls { trust(farm.certificate.certificatePem) }
                }.use { rotator ->
                    val response = rotator.get(farm.secureUrl("/"))
                    response.bodyAsText() shouldBe "hello"
                    response.proxy shouldBe farm.proxies.single()
                }
                farm[0].requests.single().isConnect shouldBe true
                farm.secureOrigin.requests
                    .single()
                    .path shouldBe "/"
                farm.origin.requests.shouldBeEmpty()
            }
        }

        test("names of the farm lead to its origins, by http and https; other names lead nowhere") {
            ProxyFarm(1, hosts = listOf("api.example.com")).use { farm ->
                ProxyRotator {
                    proxies(farm.proxies)
                    tls { trust(farm.certificate.certificatePem) }
                }.use { rotator ->
                    rotator
                        .get("http://api.example.com/echo")
                        .bodyAsText()
                        .lines()
                        .first() shouldBe
                        "GET /echo HTTP/1.1"
                    rotator.get("https://API.example.com/").bodyAsText() shouldBe "hello"
                    rotator.get("http://other.example.com/").status.value shouldBe 403
                }
            }
        }

        test("a handler decides what the origins answer") {
            val words =
                listOf(OriginAnswer.Whole("one"), OriginAnswer.Chunked(listOf("t", "wo").map { it.toByteArray() }))
            ProxyFarm(1, { request -> words[request.path.drop(1).toInt()] }).use { farm ->
                ProxyRotator { proxies(farm.proxies) }.use { rotator ->
                    List(2) { rotator.get(farm.url("/$it")).bodyAsText() } shouldContainExactly listOf("one", "two")
                }
            }
        }
    })
