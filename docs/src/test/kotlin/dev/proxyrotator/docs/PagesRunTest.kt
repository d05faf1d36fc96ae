package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.route
import dev.proxyrotator.proxy.Proxy
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.respond
import io.ktor.client.request.HttpRequestData
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.coroutineScope
import java.io.ByteArrayOutputStream
import kotlin.io.path.writeText

/** What the pages print is run against an engine that answers everything with [answer]. */
private class Answering(
    vararg proxies: String,
    configure: ProxyRotatorBuilder.() -> Unit = {},
    answer: (HttpRequestData) -> String = { "{}" },
) : AutoCloseable {
    val ways = ArrayList<String>()
    val rotator =
        ProxyRotator(*proxies) {
            transport =
                EnginePerProxy(
                    MockEngine { request ->
                        synchronized(ways) { ways.add(request.route.proxy.host) }
                        respond(answer(request))
                    },
                )
            configure()
        }

    override fun close() = rotator.close()
}

class PagesRunTest :
    FunSpec({
        val urls = List(3) { "http://target.example/$it" }

        test("the pool of the page on rotation changes while requests run") {
            Answering("http://a.example", "http://b.example").use { farm ->
                coroutineScope {
                    changeThePool(farm.rotator)
                    coroutineContext.cancelChildren()
                }
                farm.rotator.pool.proxies.value
                    .map(Proxy::host) shouldContainExactly listOf("b.example")
            }
        }

        test("the proxies of all kinds are read") {
            ProxyRotator { ofAllKinds() }.use { rotator ->
                val schemes =
                    rotator.pool.proxies.value
                        .map { "${it.scheme}".lowercase() }
                schemes shouldContainExactlyInAnyOrder listOf("http", "https", "socks5", "http")
            }
        }

        test("a list is refreshed from a file") {
            val list = tempdir().toPath().resolve("proxies.txt")
            list.writeText("10.0.0.1:8080\n")
            Answering("http://a.example") { "host,port\n8.8.8.8,80\n" }.use { farm ->
                keepUpToDate(farm.rotator, list).cancel()
                farm.rotator.pool.proxies.value
                    .map(Proxy::host) shouldContain "10.0.0.1"
            }
        }

        test("a filter chooses the proxy with the tag, a session keeps one") {
            Answering("http://a.example").use { farm ->
                fromSweden(farm.rotator, urls.first())
                farm.ways shouldContainExactly listOf("c.example", "c.example")
                logIn(farm.rotator, "name=value")
                openSession(farm.rotator, "agent")
                saveSessions(farm.rotator, tempdir().toPath().resolve("sessions.json"))
            }
        }

        test("a proxy that is found to be elite is chosen for a request that asks for it") {
            Answering("http://a.example") { request ->
                val mark = request.headers["X-Echo-Check"]
                """{"remote_addr":"192.0.2.7","headers":{"Host":"echo.example","X-Echo-Check":"$mark"}}"""
            }.use { farm ->
                checked(farm.rotator, urls.first())
                farm.ways shouldContainExactly List(2) { "a.example" }
            }
        }

        test("the tests of the page on testing pass") {
            aBlockIsPassedOver()
            aSlowAnswerTakesNoTime()
            TestingPage.aProxyThatRefusesIsPassedOver()
        }

        test("batches, fetches and streams bring what was asked for") {
            Answering("http://a.example") { """{"name":"Ada"}""" }.use { farm ->
                inOrder(farm.rotator, urls).map { it.getOrThrow().status.value } shouldBe List(3) { 200 }
                asCompleted(farm.rotator, urls)
                "${fetched(farm.rotator)}" shouldBe """{"name":"Ada"}"""
                val file = ByteArrayOutputStream()
                streamed(farm.rotator, file)
                "$file" shouldBe """{"name":"Ada"}"""
                oneRequest(farm.rotator)
                coroutineScope { atTenASecond(farm.rotator, urls) }
            }
        }
    })
