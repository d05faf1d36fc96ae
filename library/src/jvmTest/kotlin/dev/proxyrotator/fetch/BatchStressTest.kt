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
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import kotlin.time.Duration.Companion.minutes

private const val MILLION = 1_000_000
private const val MEBIBYTE = 1024L * 1024

/** Some minutes: only with the profile `stress`. */
class BatchStressTest :
    FunSpec({
        timeout = 10.minutes.inWholeMilliseconds

        test("I6 a million URLs made one by one are fetched in constant memory") {
            ProxyRotator(*proxies(10)) { transport = { Prompt } }.use { rotator ->
                val urls = flow { repeat(MILLION) { emit("http://host${it % 100_000}.example/$it") } }
                heapGrowthOver(rotator.batchGetAsCompleted(urls, maxConcurrent = 20)) shouldBeLessThan 16 * MEBIBYTE
                rotator.held shouldBe Held()
            }
        }

        test("S4-12 a million requests made one by one are fetched in constant memory") {
            ProxyRotator(*proxies(10)) { transport = { Prompt } }.use { rotator ->
                val requests =
                    flow { repeat(MILLION) { emit(FetchRequest("http://host${it % 100_000}.example/$it")) } }
                heapGrowthOver(rotator.fetchFlow(requests, maxConcurrent = 20)) shouldBeLessThan 16 * MEBIBYTE
                rotator.held shouldBe Held()
            }
        }
    })

/** Between the first 100,000 of a million and any later time. */
private suspend fun heapGrowthOver(results: Flow<*>): Long {
    var completed = 0
    var early = 0L
    var most = 0L
    withContext(Dispatchers.Default) {
        results.collect {
            completed++
            if (completed == 100_000) early = usedHeap()
            if (completed % 200_000 == 0) most = maxOf(most, usedHeap())
        }
    }
    completed shouldBe MILLION
    println("heap in use after 100,000 responses: $early bytes, later at most $most")
    return most - early
}

private fun usedHeap(): Long {
    val runtime = Runtime.getRuntime()
    return (1..3).minOf {
        System.gc()
        runtime.totalMemory() - runtime.freeMemory()
    }
}
