package dev.proxyrotator.samples.background

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.samples.background.demo.HeldFiles
import dev.proxyrotator.samples.background.demo.KillPoint
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import java.nio.file.Files

private const val SIZE = 500_000
private const val PART = 200_000

class RotatorFetcherTest :
    FunSpec({
        val base = tempdir().toPath()

        suspend fun worker(
            urls: List<String>,
            proxies: List<String>,
            test: suspend (FetchWorker, WorkStore) -> Unit,
        ) {
            val folder = Files.createTempDirectory(base, "work")
            WorkStore.open(folder.resolve("journal")).use { store ->
                store.enqueue(urls.mapIndexed { index, url -> FetchItem("item-$index", url) })
                ProxyRotator(proxies) { retry { maxAttempts = 1 } }.use { rotator ->
                    test(FetchWorker(store, BodyFolder(folder.resolve("bodies")), RotatorFetcher(rotator)), store)
                }
            }
        }

        test("cancelled in the middle of a body, its connection closes; the next run asks for the rest alone") {
            val files = HeldFiles(listOf(SIZE))
            LoopbackFarm(files).use { farm ->
                LoopbackProxy().use { proxy ->
                    files.holdAt(KillPoint(done = 0, partOfNext = PART))
                    worker(listOf(farm.origin.url("/file-1")), listOf(proxy.url)) { worker, store ->
                        coroutineScope {
                            val run = launch(Dispatchers.Default) { worker.doWork() }
                            worker.progress.first { it.bytes == PART.toLong() }
                            run.cancelAndJoin()
                        }
                        files.release()
                        proxy.connections.awaitClosed(1)
                        worker.doWork() shouldBe WorkResult.SUCCESS
                        store.progress() shouldBe FetchProgress(done = 1, failed = 0, total = 1, bytes = SIZE.toLong())
                    }
                    farm.origin.requests.map { it.header("Range") } shouldContainExactly listOf(null, "bytes=$PART-")
                }
            }
        }

        test("a status says whether to come again: 404 and 410 never, 429 and 503 later") {
            val farm = LoopbackFarm({ request -> OriginAnswer.Whole("no", request.path.drop(1).toInt()) })
            farm.use {
                val urls = listOf("/404", "/410", "/429", "/503").map(farm.origin::url)
                worker(urls, farm.proxies.drop(1)) { worker, store ->
                    worker.doWork() shouldBe WorkResult.RETRY
                    store.failed() shouldBe mapOf("item-0" to "status 404", "item-1" to "status 410")
                    store.pending().map { it.name } shouldContainExactly listOf("item-2", "item-3")
                }
            }
        }

        test("without a proxy that works there will be another run, and nothing has reached the target") {
            LoopbackFarm().use { farm ->
                worker(listOf(farm.origin.url("/")), farm.proxies.take(1)) { worker, store ->
                    worker.doWork() shouldBe WorkResult.RETRY
                    store.failed() shouldBe emptyMap()
                }
                worker(listOf(farm.origin.url("/")), emptyList()) { worker, _ ->
                    worker.doWork() shouldBe WorkResult.RETRY
                    worker.progress.value.lastProblem shouldBe "item-0: no proxy available (EMPTY)"
                }
                farm.origin.requests.size shouldBe 0
            }
        }

        test("what is no URL will never come") {
            LoopbackFarm().use { farm ->
                worker(listOf("ftp://target.example/", "nothing at all"), farm.proxies) { worker, store ->
                    worker.doWork() shouldBe WorkResult.FAILURE
                    store.failed().values.toSet() shouldBe setOf("not a URL that can be fetched")
                }
            }
        }
    })
