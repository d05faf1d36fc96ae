package dev.proxyrotator.samples

import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.fetch.DownloadException
import dev.proxyrotator.samples.plumbing.ServedFile
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.nio.file.Files
import java.nio.file.Path

private const val CUT = 600_000L

class DownloadsTest :
    FunSpec({
        val content = patternedBytes(1_000_000)
        val folder = tempdir().toPath()

        fun names(): List<String> = Files.newDirectoryStream(folder).use { files -> files.map { "${it.fileName}" } }

        val served = ServedFile(content)

        fun farm() = LoopbackFarm(served, broken = ProxyBehaviour.CloseMidBody(CUT))

        suspend fun inTwoRuns(
            farm: LoopbackFarm,
            file: Path,
        ) {
            val url = farm.origin.url("/file")
            shouldThrow<StreamInterruptedException> {
                downloadWithProgress(farm.proxies.take(1), url, file, maxResumes = 0)
            }
            Files.exists(file) shouldBe false
            downloadWithProgress(farm.proxies.drop(1), url, file).bytes shouldBe content.size
        }

        test("S2-14 a download that an earlier run has left goes on from there, and the file is whole") {
            farm().use { farm ->
                val file = folder.resolve("two-runs.bin")
                inTwoRuns(farm, file)
                Files.readAllBytes(file) shouldBe content
                farm.origin.requests.map { it.header("Range") } shouldContainExactly listOf(null, "bytes=$CUT-")
                names() shouldContainExactly listOf("two-runs.bin")
            }
        }

        test("S2-14 a download that breaks off goes on through another proxy by itself") {
            farm().use { farm ->
                val file = folder.resolve("one-run.bin")
                val result = downloadWithProgress(farm.proxies, farm.origin.url("/file"), file, served.sha256)
                result.resumed shouldBe 1
                Files.readAllBytes(file) shouldBe content
            }
        }

        test("a file with another checksum is not put in place") {
            farm().use { farm ->
                val file = folder.resolve("other.bin")
                shouldThrow<DownloadException> {
                    downloadWithProgress(farm.proxies.drop(1), farm.origin.url("/file"), file, "0".repeat(64))
                }
                Files.exists(file) shouldBe false
            }
        }

        test("S2-14 the sample goes on through another proxy and tells what the server was asked for") {
            val lines = printedBy("Downloads")
            lines.takeLast(4) shouldBe
                listOf(
                    "1000000 of 1000000 bytes",
                    "1000000 bytes are there, gone on with 1 time(s), its checksum is right.",
                    "The server was asked for all of it.",
                    "The server was asked for bytes=600000-, if it is still \"first\".",
                )
        }
    })
