package dev.proxyrotator.samples.background.demo

import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.samples.background.WorkStore
import java.nio.file.Files
import java.nio.file.Path

/**
 * Fetches files in a process that is killed at each of the given points and started again, until one comes to the end.
 * Origin and proxies are in this process, and live through it all.
 */
internal class KillAndResume(
    private val folder: Path,
    sizes: List<Int>,
    private val tell: (String) -> Unit,
) {
    private val files = HeldFiles(sizes)
    private val state = folder.resolve("state")
    private var started = 0

    fun run(points: List<KillPoint>): KillReport =
        LoopbackFarm(files).use { farm ->
            val urls = files.paths.map(farm.origin::url)
            Files.write(folder.resolve("urls.txt"), urls)
            Files.write(folder.resolve("proxies.txt"), farm.proxies)
            val kills = points.map { point -> killedAt(point, farm) }
            val status = lastRun()
            val arrived = urls.map { state.resolve(BackgroundWork.BODIES).resolve(itemOf(it).name) }
            val areRight =
                arrived.zip(files.bodies).all { (file, body) ->
                    Files.readAllBytes(file).contentEquals(body)
                }
            KillReport(files.paths, kills, farm.origin.requests.toList(), status == 0 && areRight)
        }

    private fun killedAt(
        point: KillPoint,
        farm: LoopbackFarm,
    ): Kill {
        files.holdAt(point)
        start().use { child ->
            switchOn(child)
            child.await { line -> hasReached(line, point) }
        }
        val recorded = recorded(farm)
        tell("Killed. Files in its journal: ${recorded.size}.")
        val requests = farm.origin.requests.size
        files.release()
        return Kill(recorded, requests)
    }

    private fun lastRun(): Int =
        start().use { child ->
            switchOn(child)
            child.awaitEnd()
        }

    private fun start(): ChildProcess {
        started++
        tell("Process $started:")
        val options =
            listOf(
                "--urls=${folder.resolve("urls.txt")}",
                "--proxies=${folder.resolve("proxies.txt")}",
                "--state=$state",
                "--switches",
            )
        return ChildProcess(options, folder.resolve("log-$started")) { line -> tell("    $line") }
    }

    private fun switchOn(child: ChildProcess) {
        child.await { it.startsWith(BackgroundWork.WAITING) }
        listOf("network", "unmetered", "charging").forEach { child.tell("$it on") }
    }

    private fun hasReached(
        line: String,
        point: KillPoint,
    ): Boolean {
        val (done, kilobytes) = PROGRESS.find(line)?.destructured ?: return false
        val expected = files.bodies.take(point.done).sumOf { it.size } + point.partOfNext
        return done.toInt() >= point.done && kilobytes.toInt() >= expected / BYTES_PER_KILOBYTE
    }

    /** The paths of those that a process that is dead has recorded. */
    private fun recorded(farm: LoopbackFarm): Set<String> =
        WorkStore.open(state.resolve(BackgroundWork.JOURNAL)).use { store ->
            val names = store.completed()
            files.paths.filter { itemOf(farm.origin.url(it)).name in names }.toSet()
        }

    private companion object {
        val PROGRESS = Regex("""^(\d+) of \d+ done, (\d+) kB""")
        const val BYTES_PER_KILOBYTE = 1000
    }
}
