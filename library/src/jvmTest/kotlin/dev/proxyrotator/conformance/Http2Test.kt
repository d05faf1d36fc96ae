package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.SelfSignedCertificate
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.engine.okhttp.OkHttp
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpProtocolVersion
import mockwebserver3.MockResponse
import mockwebserver3.MockWebServer

class Http2Test :
    FunSpec({
        mapOf(true to HttpProtocolVersion.HTTP_2_0, false to HttpProtocolVersion.HTTP_1_1).forEach { (asked, version) ->
            test("S2-5 with http2 = $asked a target that speaks both is spoken to in $version, through the tunnel") {
                MockWebServer().use { origin ->
                    origin.useHttps(SelfSignedCertificate.shared.newServerContext(null).socketFactory)
                    origin.enqueue(MockResponse(body = "hello"))
                    origin.start()
                    LoopbackProxy().use { proxy ->
                        ProxyRotator(proxy.secretUrl) {
                            transport = EnginePerProxy(OkHttp)
                            http2 = asked
                            tls { verify = false }
                        }.use { rotator ->
                            val response = rotator.get("https://localhost:${origin.port}/")
                            response.bodyAsText() shouldBe "hello"
                            response.version shouldBe version
                            proxy.requests.single().line shouldBe "CONNECT localhost:${origin.port} HTTP/1.1"
                        }
                    }
                }
            }
        }

        listOf<Pair<String, ProxyTransportFactory>>(
            "Sockets" to Sockets(),
            "CIO" to EnginePerProxy(CIO),
            "MockEngine" to EnginePerProxy(MockEngine { respondOk() }),
        ).forEach { (name, transport) ->
            test("S2-5 http2 = true is refused at configuration with $name, which would ignore it") {
                val error =
                    shouldThrow<IllegalArgumentException> {
                        ProxyRotator {
                            this.transport = transport
                            http2 = true
                        }
                    }
                error.message shouldContain "EnginePerProxy(OkHttp)"
            }
        }
    })
