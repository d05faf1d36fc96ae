package dev.proxyrotator.samples.background

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.nio.file.Files
import kotlin.time.Instant

class WorkStoreTest :
    FunSpec({
        val folder = tempdir().toPath()
        val items =
            List(4) {
                FetchItem(
                    "item-$it",
                    "http://target.example/$it?a=\"b\"",
                    setOf("even", "odd").take(1 + it % 2).toSet(),
                )
            }
        val due = Instant.fromEpochMilliseconds(1_800_000_000_123)

        test("all of it is there in the next process") {
            val file = folder.resolve("all")
            WorkStore.open(file).use { store ->
                store.enqueue(items)
                store.complete(items[2], bytes = 5_000_000_000)
                store.fail(items[0], "status 404")
                store.scheduleRetry(due)
                store.scheduleRetry(due)
            }
            WorkStore.open(file).use { store ->
                store.pending() shouldContainExactly listOf(items[1], items[3])
                store.completed() shouldBe setOf("item-2")
                store.failed() shouldBe mapOf("item-0" to "status 404")
                store.progress() shouldBe FetchProgress(done = 1, failed = 1, total = 4, bytes = 5_000_000_000)
                store.retries shouldBe 2
                store.due shouldBe due
            }
        }

        test("an item whose name is known stays what it is, and what is new begins without retries") {
            WorkStore.open(folder.resolve("keep")).use { store ->
                store.enqueue(items.take(1))
                store.scheduleRetry(due)
                store.enqueue(listOf(FetchItem("item-0", "http://other.example/")))
                store.retries shouldBe 1
                store.enqueue(items)
                store.pending() shouldContainExactly items
                store.retries shouldBe 0
                store.due shouldBe null
            }
        }

        test("by tag there is only what has it") {
            WorkStore.open(folder.resolve("tags")).use { store ->
                store.enqueue(items)
                store.pending("odd") shouldContainExactly listOf(items[1], items[3])
                store.fail(items[0], "status 410")
                store.failed("odd") shouldBe emptyMap()
                store.progress("odd") shouldBe FetchProgress(done = 0, failed = 0, total = 2, bytes = 0)
            }
        }

        test("whatever byte the process died at, nothing is lost that was recorded, and nothing half-recorded counts") {
            val file = folder.resolve("whole")
            val sizes =
                WorkStore.open(file).use { store ->
                    store.enqueue(items)
                    items.map { item ->
                        store.complete(item, bytes = 1)
                        Files.size(file)
                    }
                }
            val content = Files.readAllBytes(file)
            val cut = folder.resolve("cut")
            for (length in content.indices) {
                Files.write(cut, content.copyOf(length))
                val expected = items.take(sizes.count { it <= length }).map { it.name }
                WorkStore.open(cut).use { it.completed() } shouldBe expected.toSet()
            }
        }

        test("a name that is no file's name, or leads to another folder, is refused") {
            listOf("", "../a", "a/b", ".hidden", "Capital", "a".repeat(101)).forEach { name ->
                shouldThrow<IllegalArgumentException> { FetchItem(name, "http://target.example/") }
            }
        }
    })
