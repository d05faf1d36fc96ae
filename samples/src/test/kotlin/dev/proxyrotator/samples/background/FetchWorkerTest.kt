@file:OptIn(ExperimentalCoroutinesApi::class)

package dev.proxyrotator.samples.background

import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runTest
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Takes a second for each item, of ten bytes, and notes what it was asked for. */
private class SlowFetcher(
    private val failures: Map<String, Exception> = emptyMap(),
) : Fetcher {
    val asked = ArrayList<String>()
    var peak = 0
    private var present = 0

    override suspend fun fetch(
        item: FetchItem,
        file: Path,
        onProgress: (bytes: Long) -> Unit,
    ): Long {
        asked.add(item.name)
        peak = maxOf(peak, ++present)
        try {
            delay(500.milliseconds)
            onProgress(4)
            delay(500.milliseconds)
        } finally {
            present--
        }
        failures[item.name]?.let { throw it }
        Files.write(file, ByteArray(10))
        return 10
    }
}

class FetchWorkerTest :
    FunSpec({
        val base = tempdir().toPath()
        val items =
            List(5) {
                FetchItem(
                    "item-$it",
                    "http://target.example/$it",
                    setOf(
                        if (it <
                            2
                        ) {
                            "small"
                        } else {
                            "large"
                        },
                    ),
                )
            }

        suspend fun TestScope.withStore(test: suspend (WorkStore, BodyFolder) -> Unit) {
            val folder = Files.createTempDirectory(base, "work")
            openStore(folder.resolve("journal")).use { store ->
                store.enqueue(items)
                test(store, BodyFolder(folder.resolve("bodies")))
            }
        }

        test("no more are fetched at once than may be, and in the end all are done") {
            runTest {
                withStore { store, bodies ->
                    val fetcher = SlowFetcher()
                    val worker = FetchWorker(store, bodies, fetcher, maxConcurrent = 2)
                    worker.doWork() shouldBe WorkResult.SUCCESS
                    fetcher.peak shouldBe 2
                    now shouldBe 3.seconds
                    worker.progress.value shouldBe FetchProgress(done = 5, failed = 0, total = 5, bytes = 50)
                }
            }
        }

        test("the progress counts what is done, and the bytes that are here of the rest") {
            runTest {
                withStore { store, bodies ->
                    val worker = FetchWorker(store, bodies, SlowFetcher(), maxConcurrent = 2)
                    val work = async { worker.doWork() }
                    delay(1600.milliseconds)
                    worker.progress.value shouldBe FetchProgress(done = 2, failed = 0, total = 5, bytes = 28)
                    work.await()
                }
            }
        }

        test("what may come later is left for another run, which asks for nothing else") {
            runTest {
                withStore { store, bodies ->
                    val worker = FetchWorker(store, bodies, SlowFetcher(mapOf("item-3" to IOException("broken"))))
                    worker.doWork() shouldBe WorkResult.RETRY
                    worker.progress.value.lastProblem shouldBe "item-3: IOException"
                    val second = SlowFetcher()
                    FetchWorker(store, bodies, second).doWork() shouldBe WorkResult.SUCCESS
                    second.asked shouldContainExactly listOf("item-3")
                }
            }
        }

        test("what will never come is not asked for again, and makes a failure of the whole") {
            runTest {
                withStore { store, bodies ->
                    val bad = mapOf("item-1" to IllegalArgumentException("no URL"))
                    FetchWorker(store, bodies, SlowFetcher(bad)).doWork() shouldBe WorkResult.FAILURE
                    val second = SlowFetcher()
                    val worker = FetchWorker(store, bodies, second)
                    worker.doWork() shouldBe WorkResult.FAILURE
                    second.asked shouldContainExactly emptyList()
                    worker.progress.value shouldBe FetchProgress(done = 4, failed = 1, total = 5, bytes = 40)
                }
            }
        }

        test("a run that is cancelled keeps what is done, and the next one asks for the rest alone") {
            runTest {
                withStore { store, bodies ->
                    val first = launch { FetchWorker(store, bodies, SlowFetcher(), maxConcurrent = 2).doWork() }
                    delay(1500.milliseconds)
                    first.cancelAndJoin()
                    val second = SlowFetcher()
                    FetchWorker(store, bodies, second).doWork() shouldBe WorkResult.SUCCESS
                    second.asked shouldContainExactly listOf("item-2", "item-3", "item-4")
                }
            }
        }

        test("a body that is in its place is not asked for, though its process died before it recorded that") {
            runTest {
                withStore { store, bodies ->
                    Files.write(bodies.fileOf(items[0]), ByteArray(7))
                    val fetcher = SlowFetcher()
                    FetchWorker(store, bodies, fetcher).doWork()
                    fetcher.asked shouldContainExactly items.drop(1).map { it.name }
                    store.progress().bytes shouldBe 47
                }
            }
        }

        test("a worker for one tag fetches what has it") {
            runTest {
                withStore { store, bodies ->
                    val fetcher = SlowFetcher()
                    val worker = FetchWorker(store, bodies, fetcher, tag = "small")
                    worker.doWork() shouldBe WorkResult.SUCCESS
                    fetcher.asked shouldContainExactly listOf("item-0", "item-1")
                    worker.progress.value.total shouldBe 2
                }
            }
        }

        test("a journal that cannot be written to ends the run, and another one is asked for") {
            runTest {
                withStore { store, bodies ->
                    val fetcher = SlowFetcher(mapOf("item-0" to IllegalArgumentException("no URL")))
                    store.close()
                    FetchWorker(store, bodies, fetcher).doWork() shouldBe WorkResult.RETRY
                }
            }
        }
    })
