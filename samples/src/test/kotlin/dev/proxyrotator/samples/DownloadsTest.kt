package dev.proxyrotator.samples

import dev.proxyrotator.failure.StreamInterruptedException
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

        fun farm() = LoopbackFarm(ServedFile(content), broken = ProxyBehaviour.CloseMidBody(CUT))

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
                val result = downloadWithProgress(farm.proxies, farm.origin.url("/file"), file)
                result.resumed shouldBe 1
                Files.readAllBytes(file) shouldBe content
            }
        }
    })
