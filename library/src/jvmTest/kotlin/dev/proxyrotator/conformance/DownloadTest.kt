package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.download
import dev.proxyrotator.downloadTo
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.fetch.DownloadException
import dev.proxyrotator.fetch.DownloadOptions
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeSorted
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.request.prepareGet
import io.ktor.client.statement.bodyAsChannel
import io.ktor.utils.io.readAvailable
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import java.nio.file.FileAlreadyExistsException
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.security.MessageDigest

private const val SIZE = 1_000_000
private const val CUT = 300_000L
private const val MEBIBYTE = 1024L * 1024

private fun Path.names(): List<String> =
    Files.newDirectoryStream(this).use { files -> files.map { "${it.fileName}" }.sorted() }

private fun sha256(bytes: ByteArray) = MessageDigest.getInstance("SHA-256").digest(bytes).toHexString()

/** Serves [content] and ranges of it, as long as that has the [tag] that the client knows. */
private class Versioned(
    @Volatile var content: ByteArray = patternedBytes(SIZE),
    @Volatile var tag: String? = "\"one\"",
    private val shift: Int = 0,
    private val onAnswered: Versioned.() -> Unit = {},
) : OriginHandler {
    override fun answer(request: ReceivedRequest): OriginAnswer = answerNow(request).also { onAnswered() }

    private fun answerNow(request: ReceivedRequest): OriginAnswer {
        val known = tag
        val named = if (known == null) emptyList() else listOf("ETag" to known)
        val start =
            request
                .header("Range")
                ?.removePrefix("bytes=")
                ?.removeSuffix("-")
                ?.toInt()
        if (start == null || request.header("If-Range") != known) return OriginAnswer.Whole(content, headers = named)
        if (start >= content.size) {
            return OriginAnswer.Whole(ByteArray(0), 416, listOf("Content-Range" to "bytes */${content.size}"))
        }
        val range = "Content-Range" to "bytes ${start + shift}-${content.size - 1}/${content.size}"
        return OriginAnswer.Whole(content.copyOfRange(start, content.size), 206, named + range)
    }
}

/** An origin behind proxies of these behaviours, and a rotator that takes them in their order. */
private class Farm(
    handler: OriginHandler = Versioned(),
    vararg behaviours: ProxyBehaviour = arrayOf(ProxyBehaviour.Good),
) : AutoCloseable {
    val origin = LoopbackOrigin(handler = handler)
    val proxies = behaviours.map { LoopbackProxy(it) }
    val rotator = ProxyRotator(*proxies.map { it.url }.toTypedArray()) {}
    val url = origin.url("/file?token=secret")
    val ranges: List<String?> get() = origin.requests.map { it.header("Range") }

    override fun close() {
        rotator.close()
        proxies.forEach { it.close() }
        origin.close()
    }
}

private val cut = ProxyBehaviour.CloseMidBody(CUT)
private val reset = ProxyBehaviour.ResetMidBody(CUT)
private val good = ProxyBehaviour.Good

class DownloadTest :
    FunSpec({
        val base = tempdir().toPath()

        fun newFolder(): Path = Files.createTempDirectory(base, "download")

        test("S2-13 a body is streamed as a channel, or as a flow of chunks of at most 8,192 bytes") {
            Farm().use { farm ->
                val chunks = farm.rotator.streamGet(farm.url).toList()
                chunks.maxOf { it.size }.toLong() shouldBeInRange 1L..8192L
                chunks.reduce(ByteArray::plus) shouldBe patternedBytes(SIZE)
                var total = 0
                farm.rotator.client.prepareGet(farm.url).execute { response ->
                    val channel = response.bodyAsChannel()
                    val buffer = ByteArray(8192)
                    while (true) total += channel.readAvailable(buffer).also { if (it == -1) return@execute }
                }
                total shouldBe SIZE
            }
        }

        test("S2-14 N11 a file of 1,000,000 bytes is there as a whole and for its owner alone, and nothing beside it") {
            Farm().use { farm ->
                val file = newFolder().resolve("file.bin")
                val result = farm.rotator.downloadTo(farm.url, file)
                sha256(Files.readAllBytes(file)) shouldBe sha256(patternedBytes(SIZE))
                result.path shouldBe file
                result.bytes shouldBe SIZE.toLong()
                result.resumed shouldBe 0
                result.sha256 shouldBe null
                file.parent.names() shouldContainExactly listOf("file.bin")
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) shouldBe "rw-------"
                farm.origin.requests
                    .single()
                    .header("Accept-Encoding") shouldBe "identity"
            }
        }

        test("S2-14 a body that breaks off twice is gone on with from there, each time through another proxy") {
            Farm(Versioned(), cut, reset, good).use { farm ->
                val file = newFolder().resolve("file.bin")
                val options = DownloadOptions(sha256 = sha256(patternedBytes(SIZE)).uppercase())
                val result = farm.rotator.downloadTo(farm.url, file, options)
                Files.readAllBytes(file) shouldBe patternedBytes(SIZE)
                result.resumed shouldBe 2
                result.sha256 shouldBe sha256(patternedBytes(SIZE))
                farm.proxies.map { it.requests.size } shouldContainExactly listOf(1, 1, 1)
                farm.ranges.first() shouldBe null
                farm.ranges.drop(1).forEach { it.orEmpty() shouldStartWith "bytes=" }
                farm.origin.requests
                    .last()
                    .header("If-Range") shouldBe "\"one\""
                file.parent.names() shouldContainExactly listOf("file.bin")
            }
        }

        test("S2-14 with one proxy alone it is gone on with through that") {
            Farm(Versioned(), cut).use { farm ->
                val file = newFolder().resolve("file.bin")
                farm.rotator.downloadTo(farm.url, file).resumed shouldBe 3
                Files.readAllBytes(file) shouldBe patternedBytes(SIZE)
            }
        }

        test("S2-14 what has changed in the meantime is taken from its beginning") {
            val news = patternedBytes(SIZE + 5, seed = 7)
            val changing =
                Versioned {
                    content = news
                    tag = "\"two\""
                }
            Farm(changing, cut, good).use { farm ->
                val file = newFolder().resolve("file.bin")
                farm.rotator.downloadTo(farm.url, file).bytes shouldBe news.size.toLong()
                Files.readAllBytes(file) shouldBe news
                farm.ranges.size shouldBe 2
            }
        }

        test("S2-14 a range that was not asked for is refused, and the file taken from its beginning, once") {
            Farm(Versioned(shift = 1), cut, good).use { farm ->
                val file = newFolder().resolve("file.bin")
                farm.rotator.downloadTo(farm.url, file).resumed shouldBe 1
                Files.readAllBytes(file) shouldBe patternedBytes(SIZE)
                farm.ranges.map { it != null } shouldContainExactly listOf(false, true, false)
            }
            Farm(Versioned(shift = 1), cut, cut).use { farm ->
                val file = newFolder().resolve("file.bin")
                shouldThrow<DownloadException> { farm.rotator.downloadTo(farm.url, file) }
                file.parent.names() shouldContainExactly emptyList()
                farm.ranges.map { it != null } shouldContainExactly listOf(false, true, false, true)
            }
        }

        test("S2-14 from a server that knows no ranges everything is taken again") {
            Farm(Versioned(tag = null), cut, good).use { farm ->
                val file = newFolder().resolve("file.bin")
                farm.rotator.downloadTo(farm.url, file).resumed shouldBe 1
                Files.readAllBytes(file) shouldBe patternedBytes(SIZE)
                farm.ranges shouldContainExactly listOf(null, null)
            }
        }

        test("S2-14 what breaks off more often than it may fails with how far it came, and leaves nothing") {
            Farm(Versioned(), cut, cut, cut).use { farm ->
                val folder = newFolder()
                val failure =
                    shouldThrow<StreamInterruptedException> {
                        farm.rotator.downloadTo(farm.url, folder.resolve("file.bin"), DownloadOptions(maxResumes = 1))
                    }
                failure.bytesRead shouldBeInRange 1..2 * CUT
                farm.ranges.size shouldBe 2
                folder.names() shouldContainExactly emptyList()
            }
        }

        test("S2-14 a file with another checksum is not put in place") {
            Farm().use { farm ->
                val folder = newFolder()
                val options = DownloadOptions(sha256 = "0".repeat(64), keepPartial = true)
                shouldThrow<DownloadException> {
                    farm.rotator.downloadTo(
                        farm.url,
                        folder.resolve("file.bin"),
                        options,
                    )
                }.message
                    .orEmpty() shouldNotContain "secret"
                folder.names() shouldContainExactly emptyList()
            }
            listOf("", "0".repeat(63), "g".repeat(64)).forEach {
                shouldThrow<IllegalArgumentException> { DownloadOptions(sha256 = it) }
            }
            shouldThrow<IllegalArgumentException> { DownloadOptions(maxResumes = -1) }
        }

        test("S2-14 a part that is kept is gone on with by a later download of the same URL") {
            Farm(Versioned(), cut, cut, good, good).use { farm ->
                val folder = newFolder()
                val file = folder.resolve("file.bin")
                val once = DownloadOptions(maxResumes = 0, keepPartial = true, sha256 = sha256(patternedBytes(SIZE)))
                shouldThrow<StreamInterruptedException> { farm.rotator.downloadTo(farm.url, file, once) }
                folder.names() shouldContainExactly listOf(".file.bin.part", ".file.bin.part.json")
                Files.readString(folder.resolve(".file.bin.part.json")) shouldNotContain "secret"
                shouldThrow<StreamInterruptedException> { farm.rotator.downloadTo(farm.url, file, once) }
                farm.rotator.downloadTo(farm.url, file, once).bytes shouldBe SIZE.toLong()
                Files.readAllBytes(file) shouldBe patternedBytes(SIZE)
                folder.names() shouldContainExactly listOf("file.bin")
                farm.ranges.map { it != null } shouldContainExactly listOf(false, true, true)
            }
            Farm(Versioned(), cut, good).use { farm ->
                val file = newFolder().resolve("file.bin")
                val once = DownloadOptions(maxResumes = 0, keepPartial = true)
                shouldThrow<StreamInterruptedException> { farm.rotator.downloadTo(farm.url, file, once) }
                farm.rotator.downloadTo(farm.origin.url("/another"), file, once)
                farm.ranges shouldContainExactly listOf(null, null)
            }
        }

        test("S2-14 a part that was complete when its writer died is not taken again") {
            Farm(Versioned(), cut, good).use { farm ->
                val folder = newFolder()
                val file = folder.resolve("file.bin")
                val once = DownloadOptions(maxResumes = 0, keepPartial = true)
                shouldThrow<StreamInterruptedException> { farm.rotator.downloadTo(farm.url, file, once) }
                Files.write(folder.resolve(".file.bin.part"), patternedBytes(SIZE))
                farm.rotator.downloadTo(farm.url, file, once).bytes shouldBe SIZE.toLong()
                Files.readAllBytes(file) shouldBe patternedBytes(SIZE)
                farm.ranges shouldContainExactly listOf(null, "bytes=$SIZE-")
            }
        }

        test("S2-14 a part that is longer than what there is now is begun anew") {
            val versioned = Versioned()
            Farm(versioned, cut, good).use { farm ->
                val file = newFolder().resolve("file.bin")
                val once = DownloadOptions(maxResumes = 0, keepPartial = true)
                shouldThrow<StreamInterruptedException> { farm.rotator.downloadTo(farm.url, file, once) }
                versioned.content = patternedBytes(10)
                farm.rotator.downloadTo(farm.url, file, once).bytes shouldBe 10L
                farm.ranges.map { it != null } shouldContainExactly listOf(false, true, false)
            }
        }

        test("S2-14 cancelled or left, a download leaves nothing behind") {
            Farm({ OriginAnswer.Drip() }).use { farm ->
                val folder = newFolder()
                val file = folder.resolve("file.bin")
                farm.rotator
                    .download(farm.url, file)
                    .first { it.bytes > 0 }
                    .isDone shouldBe false
                folder.names() shouldContainExactly emptyList()
                coroutineScope {
                    val downloading = launch(Dispatchers.Default) { farm.rotator.downloadTo(farm.url, file) }
                    farm.origin.requests.await(2)
                    downloading.cancel()
                    downloading.join()
                }
                folder.names() shouldContainExactly emptyList()
            }
        }

        test("S2-14 two downloads that keep the same part do not write into it at once") {
            Farm({ OriginAnswer.Drip() }).use { farm ->
                val file = newFolder().resolve("file.bin")
                val keeping = DownloadOptions(keepPartial = true)
                coroutineScope {
                    val first = launch(Dispatchers.Default) { farm.rotator.downloadTo(farm.url, file, keeping) }
                    farm.origin.requests.await(1)
                    shouldThrow<DownloadException> { farm.rotator.downloadTo(farm.url, file, keeping) }
                    first.cancel()
                }
            }
        }

        test("S2-14 a status that is not 2xx, a missing folder and a file that is there leave everything as it was") {
            Farm({ OriginAnswer.Whole("gone", 404) }).use { farm ->
                val folder = newFolder()
                val file = folder.resolve("file.bin")
                shouldThrow<ClientRequestException> { farm.rotator.downloadTo(farm.url, file) }
                folder.names() shouldContainExactly emptyList()
                shouldThrow<NoSuchFileException> { farm.rotator.downloadTo(farm.url, folder.resolve("none/file.bin")) }
                Files.writeString(file, "old")
                shouldThrow<FileAlreadyExistsException> { farm.rotator.downloadTo(farm.url, file) }
                farm.origin.requests.size shouldBe 1
                shouldThrow<ClientRequestException> {
                    farm.rotator.downloadTo(farm.url, file, DownloadOptions(overwrite = true))
                }
                Files.readString(file) shouldBe "old"
            }
            Farm().use { farm ->
                val file = newFolder().resolve("file.bin")
                Files.writeString(file, "old")
                farm.rotator.downloadTo(farm.url, file, DownloadOptions(overwrite = true))
                Files.size(file) shouldBe SIZE.toLong()
            }
        }

        test("S2-14 a download tells how far it has come, and at the end that it is done") {
            Farm().use { farm ->
                val file = newFolder().resolve("file.bin")
                val steps = farm.rotator.download(farm.url, file).toList()
                steps.map { it.bytes }.shouldBeSorted()
                steps.count { it.isDone } shouldBe 1
                steps.last().result?.bytes shouldBe SIZE.toLong()
                steps.all { it.total == SIZE.toLong() } shouldBe true
            }
        }

        test("S2-22 N11 64 MiB are downloaded in far less memory than they are") {
            val block = patternedBytes(MEBIBYTE.toInt() / 16)
            val proxy =
                ScriptedServer {
                    readRequest()
                    send("HTTP/1.1 200 OK\r\nContent-Length: ${64 * MEBIBYTE}\r\n\r\n")
                    repeat(64 * 16) { send(block) }
                }
            proxy.use {
                ProxyRotator(proxy.secretUrl) {}.use { rotator ->
                    val file = newFolder().resolve("file.bin")
                    val before = usedHeap()
                    var most = 0L
                    var due = 0L
                    rotator.download("http://target.example/", file).collect { progress ->
                        // A collection of garbage takes its time.
                        if (progress.bytes >= due) most = maxOf(most, usedHeap()).also { due += 8 * MEBIBYTE }
                    }
                    println("heap in use during a download of 64 MiB: ${most - before} bytes more than before")
                    most - before shouldBeLessThan 8 * MEBIBYTE
                    Files.size(file) shouldBe 64 * MEBIBYTE
                }
            }
        }
    })

private fun usedHeap(): Long {
    val runtime = Runtime.getRuntime()
    System.gc()
    return runtime.totalMemory() - runtime.freeMemory()
}
