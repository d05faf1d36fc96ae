package dev.proxyrotator.engine.tls

import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import kotlin.concurrent.thread
import kotlin.random.Random

private val contexts by lazy { contexts { trust(authorityPem) } }

internal fun clientEnd(runsTasksAtOnce: Boolean = true) =
    ClientEnd(contexts.engineFor("localhost", -1), runsTasksAtOnce)

internal fun serverEnd(protocol: String) = ServerEnd(TestCertificates.good.serverEngine(ServerTls(protocol)))

internal fun connected(protocol: String): Pair<ClientEnd, ServerEnd> =
    (clientEnd() to serverEnd(protocol)).also { (client, server) -> handshake(client, server) }

/** Cuts at random places; the same for the same [random]. */
private fun pieces(
    bytes: ByteArray,
    random: Random,
): List<ByteArray> {
    val cuts = List(random.nextInt(12)) { random.nextInt(bytes.size + 1) }.sorted()
    return (listOf(0) + cuts + bytes.size).zipWithNext { from, to -> bytes.copyOfRange(from, to) }
}

private fun connects(
    protocol: String,
    split: (ByteArray) -> List<ByteArray>,
) {
    val client = clientEnd()
    val server = serverEnd(protocol)
    handshake(client, server, split)
    client.timesDone shouldBe 1
    server.send("hello".encodeToByteArray())
    client.send("good day".encodeToByteArray())
    exchange(client, server, split)
    client.received.take().decodeToString() shouldBe "hello"
    server.received.take().decodeToString() shouldBe "good day"
}

private fun firstFlight(protocol: String): Int {
    val client = clientEnd()
    val server = serverEnd(protocol)
    client.codec.begin(client)
    server.receive(client.outbox.take())
    return server.outbox.size()
}

class TlsCodecTest :
    FunSpec({
        listOf("TLSv1.3", "TLSv1.2").forEach { protocol ->
            test("$protocol carries data both ways") {
                val (client, server) = connected(protocol)
                client.timesDone shouldBe 1
                client.codec.protocol shouldBe protocol
                client.codec.peerCertificates shouldBe TestCertificates.good.chain

                val upload = patternedBytes(3_000_000, seed = 1)
                val download = patternedBytes(3_000_000, seed = 2)
                client.send(upload)
                server.send(download)
                exchange(client, server)
                server.received.take() shouldBe upload
                client.received.take() shouldBe download
            }

            test("$protocol is read byte by byte") { connects(protocol, ::singleBytes) }

            test("$protocol is read with the handshake cut at every place") {
                for (cut in 1 until firstFlight(protocol)) {
                    connects(protocol) { bytes ->
                        val at = minOf(cut, bytes.size)
                        listOf(bytes.copyOfRange(0, at), bytes.copyOfRange(at, bytes.size))
                    }
                }
            }

            test("$protocol is read however it is cut") {
                val random = Random(7)
                repeat(100) { connects(protocol) { pieces(it, random) } }
                val (client, server) = connected(protocol)
                val download = patternedBytes(500_000)
                server.send(download)
                exchange(client, server) { pieces(it, random) }
                client.received.take() shouldBe download
            }

            test("$protocol reads many records of one input, small ones and full ones") {
                val (client, server) = connected(protocol)
                val messages = List(200) { patternedBytes(1 + it * 163, seed = it) }
                messages.forEach(server::send)
                exchange(client, server)
                client.received.take() shouldBe messages.reduce(ByteArray::plus)
            }

            test("$protocol keeps what comes while tasks run, and goes on when they are done") {
                val client = clientEnd(runsTasksAtOnce = false)
                val server = serverEnd(protocol)
                client.codec.begin(client)
                server.receive(client.outbox.take())
                val flight = server.outbox.take()
                var rounds = 0
                singleBytes(flight).forEach(client::receive)
                while (client.tasks.isNotEmpty()) {
                    rounds++
                    client.runDeferredTasks()
                }
                rounds shouldBeGreaterThan 0
                exchange(client, server)
                client.timesDone shouldBe 1
                client.tasks.shouldBeEmpty()
            }

            test("$protocol is written by one thread while another one reads") {
                val (client, server) = connected(protocol)
                val upload = patternedBytes(4_000_000, seed = 1)
                val download = patternedBytes(4_000_000, seed = 2)
                server.send(download)
                val records = server.outbox.take()
                val sender = thread { upload.asIterable().chunked(100_000).forEach { client.send(it.toByteArray()) } }
                records.asIterable().chunked(10_000).forEach { client.receive(it.toByteArray()) }
                sender.join()
                server.receive(client.outbox.take())
                client.received.take() shouldBe download
                server.received.take() shouldBe upload
            }

            test("$protocol holds no buffer between records") {
                val (client, server) = connected(protocol)
                server.send(patternedBytes(100_000))
                val records = server.outbox.take()
                client.receive(records.copyOfRange(0, 50_000))
                client.codec.keptBytes shouldBeGreaterThan 0
                client.receive(records.copyOfRange(50_000, records.size))
                client.codec.keptBytes shouldBe 0
            }
        }

        test("D10 new keys are taken and answered") {
            val (client, server) = connected("TLSv1.3")
            val download = patternedBytes(5_000_000)
            server.send(download)
            client.receive(server.outbox.take())
            client.outbox.size() shouldBeGreaterThan 0
            exchange(client, server)
            client.received.take() shouldBe download
            client.send("still there".encodeToByteArray())
            exchange(client, server)
            server.received.take().decodeToString() shouldBe "still there"
        }
    })
