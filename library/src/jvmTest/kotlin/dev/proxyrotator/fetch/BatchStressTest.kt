package dev.proxyrotator.fetch

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.rotation.Held
import dev.proxyrotator.rotation.Prompt
import dev.proxyrotator.rotation.held
import dev.proxyrotator.rotation.proxies
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import kotlin.time.Duration.Companion.minutes

private const val MEBIBYTE = 1024L * 1024

/** Some minutes: only with the profile `stress`. */
class BatchStressTest :
    FunSpec({
        timeout = 10.minutes.inWholeMilliseconds

        test("I6 a million URLs made one by one are fetched in constant memory") {
            ProxyRotator(*proxies(10)) { transport = { Prompt } }.use { rotator ->
                val urls = flow { repeat(1_000_000) { emit("http://host${it % 100_000}.example/$it") } }
                var completed = 0
                var early = 0L
                var most = 0L
                withContext(Dispatchers.Default) {
                    rotator.batchGetAsCompleted(urls, maxConcurrent = 20).collect {
                        completed++
                        if (completed == 100_000) early = usedHeap()
                        if (completed % 200_000 == 0) most = maxOf(most, usedHeap())
                    }
                }
                completed shouldBe 1_000_000
                println("heap in use after 100,000 responses: $early bytes, later at most $most")
                most - early shouldBeLessThan 16 * MEBIBYTE
                rotator.held shouldBe Held()
            }
        }
    })

private fun usedHeap(): Long {
    val runtime = Runtime.getRuntime()
    return (1..3).minOf {
        System.gc()
        runtime.totalMemory() - runtime.freeMemory()
    }
}
