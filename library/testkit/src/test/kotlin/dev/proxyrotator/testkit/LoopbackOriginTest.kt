package dev.proxyrotator.testkit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import java.io.IOException
import java.net.Socket
import javax.net.ssl.SSLSocket
import kotlin.time.Duration.Companion.milliseconds

class LoopbackOriginTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin())

        test("the origin sends every byte of its pattern, plain and chunked") {
            val pattern = patternedBytes(2500, seed = 7).toString(Charsets.ISO_8859_1)
            talk(origin.port, get("/bytes/2500?seed=7")).substringAfter("\r\n\r\n") shouldBe pattern
            val chunked = talk(origin.port, get("/chunked/2500?seed=7"))
            talk(origin.port, get("/bytes/9")) shouldEndWith patternedBytes(9).toString(Charsets.ISO_8859_1)
            talk(origin.port, get("/nowhere")) shouldEndWith "nothing at /nowhere"
            talk(origin.port, get("/no/1")) shouldEndWith "nothing at /no/1"
            chunked shouldContain "\r\n3e8\r\n${pattern.take(1000)}\r\n3e8\r\n"
        }

        test("the origin keeps a connection for the next request and records requests as they came") {
            LoopbackOrigin().use { fresh ->
                val head = "POST /echo HTTP/1.1\r\nB: 2\r\na: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                val answers = talk(fresh.port, head + "3\r\nabc\r\n0\r\n\r\n" + get("/status/204"))
                answers shouldContain "\r\n\r\nabcHTTP/1.1 204"
                fresh.connections.accepted shouldBe 1
                fresh.requests[0]
                    .head.fields
                    .take(2) shouldContainExactly listOf("B" to "2", "a" to "1")
                fresh.requests[0].body.decodeToString() shouldBe "abc"
                fresh.connections.awaitOpen(0)
            }
        }

        test("who leaves during a slow answer or a drip is noticed") {
            LoopbackOrigin().use { fresh ->
                Socket(
                    "127.0.0.1",
                    fresh.port,
                ).use { it.getOutputStream().write(get("/slow?ms=3600000").toByteArray()) }
                Socket("127.0.0.1", fresh.port).use { it.getOutputStream().write(get("/drip?ms=1").toByteArray()) }
                fresh.connections.awaitAccepted(2)
                fresh.connections.awaitOpen(0)
            }
        }

        test("an https origin shows a certificate for localhost") {
            val certificate = SelfSignedCertificate.shared
            LoopbackOrigin(certificate).use { secure ->
                certificate.clientContext.socketFactory.createSocket("127.0.0.1", secure.port).use {
                    it.getOutputStream().write(get("/slow?ms=20").toByteArray())
                    it.getInputStream().readBytes().decodeToString() shouldEndWith "slow"
                }
            }
        }

        test("an https origin speaks the version it was given, and none with a client that has no certificate") {
            val certificate = SelfSignedCertificate.shared
            LoopbackOrigin(certificate, ServerTls(protocol = "TLSv1.2")).use { secure ->
                certificate.clientContext.socketFactory.createSocket("127.0.0.1", secure.port).use {
                    (it as SSLSocket).session.protocol shouldBe "TLSv1.2"
                }
            }
            LoopbackOrigin(certificate, ServerTls(clientAuthority = certificate)).use { secure ->
                shouldThrow<IOException> {
                    certificate.clientContext.socketFactory.createSocket("127.0.0.1", secure.port).use {
                        it.getOutputStream().write(get("/").toByteArray())
                        it.getInputStream().readBytes()
                    }
                }
                secure.requests.size shouldBe 0
            }
        }

        test("a drip goes on until the client has had enough, and HEAD gets no body") {
            LoopbackOrigin { OriginAnswer.Drip("x".toByteArray(), java.time.Duration.ofMillis(1)) }.use { fresh ->
                Socket("127.0.0.1", fresh.port).use {
                    it.getOutputStream().write(get("/").toByteArray())
                    val received = it.getInputStream().readNBytes(200).decodeToString()
                    received shouldContain "1\r\nx\r\n1\r\nx\r\n"
                }
                fresh.connections.awaitClosed(1)
                talk(fresh.port, get("/").replace("GET", "HEAD")) shouldEndWith "\r\n\r\n"
            }
            listOf("/bytes/10", "/chunked/10").forEach {
                talk(origin.port, get(it).replace("GET", "HEAD")) shouldEndWith "\r\n\r\n"
            }
        }

        test("a wait in vain says what was there") {
            shouldThrow<AssertionError> { origin.connections.awaitOpen(1_000, within = 1.milliseconds) }
                .message shouldContain "1000 open connections expected"
            shouldThrow<AssertionError> { LoopbackOrigin().use { it.requests.await(1, within = 1.milliseconds) } }
                .message shouldContain "1 requests expected"
        }
    })
