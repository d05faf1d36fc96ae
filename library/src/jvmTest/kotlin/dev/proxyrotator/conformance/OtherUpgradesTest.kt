package dev.proxyrotator.conformance

import dev.proxyrotator.engine.net.WatchedRotator
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.client.request.prepareGet
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsChannel
import io.ktor.client.statement.bodyAsText
import io.ktor.http.Headers
import io.ktor.http.headersOf
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.toByteArray
import io.ktor.utils.io.writeStringUtf8

private const val SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: turn\r\nConnection: Upgrade\r\n\r\n"

@OptIn(InternalAPI::class)
private class Turning : ClientUpgradeContent() {
    override val headers: Headers = headersOf("Upgrade" to listOf("turn"), "Connection" to listOf("Upgrade"))

    override fun verify(headers: Headers) = Unit
}

/** Protocols other than WebSocket, by Ktor's `ClientUpgradeContent`. */
@OptIn(InternalAPI::class)
class OtherUpgradesTest :
    FunSpec({
        listOf(false, true).forEach { isSecure ->
            val scheme = if (isSecure) "https" else "http"

            test("A14 an upgrade of a $scheme request takes a tunnel, and each side ends its own direction") {
                ScriptedServer {
                    if (isSecure) secure()
                    checkNotNull(readHead())
                    send(SWITCHED + "first ")
                    val word = String(read(5))
                    awaitClose()
                    send(word.reversed())
                    if (isSecure) closeSecurely()
                }.use { origin ->
                    LoopbackProxy().use { proxy ->
                        val watched = WatchedRotator(proxy.secretUrl) { tls { verify = false } }
                        val content = Turning()
                        val url = "$scheme://localhost:${origin.port}/"
                        watched.rotator.client.prepareGet(url) { setBody(content) }.execute { response ->
                            response.status.value shouldBe 101
                            content.output.writeStringUtf8("hello")
                            content.output.flushAndClose()
                            response.bodyAsChannel().toByteArray().decodeToString() shouldBe "first olleh"
                        }
                        proxy.requests.single().method shouldBe "CONNECT"
                        watched.awaitQuiet()
                        watched.connections shouldBe 0
                        watched.closeCompletely()
                    }
                }
            }
        }

        test("an upgrade that the target does not want is answered as any request") {
            ScriptedServer {
                checkNotNull(readHead())
                send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
                awaitClose()
            }.use { origin ->
                LoopbackProxy().use { proxy ->
                    val watched = WatchedRotator(proxy.secretUrl)
                    watched.rotator.client
                        .prepareGet("${origin.url}/") { setBody(Turning()) }
                        .execute { it.bodyAsText() } shouldBe "no"
                    watched.awaitQuiet()
                    watched.closeCompletely()
                }
            }
        }

        test("an upgrade into memory is refused with what to do instead") {
            WatchedRotator("http://127.0.0.1:1").use { watched ->
                shouldThrow<IllegalArgumentException> { watched.rotator.get("http://a.test/") { setBody(Turning()) } }
                    .message
                    .orEmpty() shouldContain "prepareRequest"
            }
        }
    })
