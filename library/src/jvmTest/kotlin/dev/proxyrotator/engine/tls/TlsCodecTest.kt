package dev.proxyrotator.engine.tls

import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.testkit.SelfSignedCertificate
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private val contexts = TlsContexts(TlsSettings(verify = false))

private fun clientEnd() = ClientEnd(contexts.engineFor("localhost", -1))

private fun serverEnd(protocol: String) =
    ServerEnd(SelfSignedCertificate.shared.serverEngine().apply { enabledProtocols = arrayOf(protocol) })

class TlsCodecTest :
    FunSpec({
        listOf("TLSv1.3", "TLSv1.2").forEach { protocol ->
            test("$protocol carries data both ways") {
                val client = clientEnd()
                val server = serverEnd(protocol)
                handshake(client, server)
                client.timesDone shouldBe 1
                client.codec.protocol shouldBe protocol
                client.codec.peerCertificates shouldBe listOf(SelfSignedCertificate.shared.certificate)

                val upload = patternedBytes(1_000_000, seed = 1)
                val download = patternedBytes(1_000_000, seed = 2)
                client.send(upload)
                server.send(download)
                exchange(client, server)
                server.received.take() shouldBe upload
                client.received.take() shouldBe download
            }

            test("$protocol is read byte by byte") {
                val client = clientEnd()
                val server = serverEnd(protocol)
                handshake(client, server, ::singleBytes)
                client.timesDone shouldBe 1
                server.send("hello".encodeToByteArray())
                exchange(client, server, ::singleBytes)
                client.received.take().decodeToString() shouldBe "hello"
            }
        }
    })
