package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.refresh
import dev.proxyrotator.refreshEvery
import dev.proxyrotator.source.ProxyList
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.RefreshPolicy
import dev.proxyrotator.source.RefreshResult
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.mock.respondOk
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.io.IOException
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes

class SourceRefreshTest :
    FunSpec({
        test("a refresh adds what is new and removes what the source has dropped") {
            runTest {
                rotator().use { rotator ->
                    val list = ChangingList("a", "b")
                    rotator.refresh(list).run { added.map { it.host } to kept } shouldBe
                        (listOf("a.example", "b.example") to 0)
                    rotator.get("http://target.example/")
                    list.names = listOf("b", "c", "c")
                    val result = rotator.refresh(list)
                    result.isApplied shouldBe true
                    result.added.map { it.host } shouldBe listOf("c.example")
                    result.removed.map { it.host } shouldBe listOf("a.example")
                    result.kept shouldBe 1
                    rotator.hosts shouldContainExactlyInAnyOrder listOf("b", "c")
                }
            }
        }

        test("L8 a source takes out only what it has brought, and only when no other names it") {
            runTest {
                rotator("http://hand.example").use { rotator ->
                    val first = ChangingList("hand", "a", "b")
                    val second = ChangingList("b", "c")
                    rotator.refresh(first).added.size shouldBe 2
                    rotator.refresh(second).added.size shouldBe 1
                    first.names = listOf("d")
                    rotator.refresh(first).removed.map { it.host } shouldBe listOf("a.example")
                    rotator.hosts shouldContainExactlyInAnyOrder listOf("hand", "b", "c", "d")
                    second.names = listOf("c")
                    rotator.refresh(second).removed.map { it.host } shouldBe listOf("b.example")
                }
            }
        }

        test("L8 a list that would replace too much is not taken over") {
            runTest {
                rotator().use { rotator ->
                    val list = ChangingList(*Array(20) { "p$it" })
                    rotator.refresh(list)
                    list.names = List(20) { "evil$it" }
                    val result = rotator.refresh(list)
                    result.isApplied shouldBe false
                    result.error?.message.orEmpty() shouldContain "20 of the 20"
                    result.kept shouldBe 20
                    rotator.pool.size shouldBe 20
                    rotator.hosts.none { it.startsWith("evil") } shouldBe true
                    list.names = List(10) { "p$it" } + "new"
                    rotator.refresh(list).removed.size shouldBe 10
                    list.names = listOf("other")
                    rotator.refresh(list).isApplied shouldBe false
                    rotator.refresh(list, RefreshPolicy(maxReplaced = 1.0)).removed.size shouldBe 11
                    rotator.hosts shouldBe listOf("other")
                }
            }
        }

        test("L3 a list that fails or names no proxy leaves the last good one in place") {
            runTest {
                rotator().use { rotator ->
                    val list = ChangingList("a", "b")
                    rotator.refresh(list)
                    list.failure = IOException("gone")
                    rotator.refresh(list).run { isApplied to kept } shouldBe (false to 2)
                    list.failure = null
                    list.text = "<!doctype html><html>8.8.8.8:80</html>"
                    val result = rotator.refresh(list)
                    result.isApplied shouldBe false
                    result.problems.single().reason shouldContain "HTML"
                    rotator.hosts shouldContainExactlyInAnyOrder listOf("a", "b")
                    list.text = null
                    rotator.refresh(list).run { isApplied to added } shouldBe (true to emptyList())
                }
            }
        }

        test("a proxy removed by hand stays away while the source goes on naming it") {
            runTest {
                rotator().use { rotator ->
                    val list = ChangingList("a", "b")
                    rotator.refresh(list)
                    rotator.removeProxy("http://a.example")
                    rotator.refresh(list).added.shouldBeEmpty()
                    list.names = listOf("b")
                    rotator.refresh(list).run { isApplied to removed } shouldBe (true to emptyList())
                    list.names = listOf("a", "b")
                    rotator.refresh(list).added.size shouldBe 1
                }
            }
        }

        test("what does not fit into the pool is told, and tried again") {
            runTest {
                rotator { maxProxies = 3 }.use { rotator ->
                    val list = ChangingList("a", "b", "c", "d")
                    val result = rotator.refresh(list)
                    result.added.size shouldBe 3
                    result.problems.single().reason shouldContain "full"
                    list.names = listOf("b", "c", "d")
                    rotator.refresh(list).run { added.single().host to removed.single().host } shouldBe
                        ("d.example" to "a.example")
                    rotator.hosts shouldContainExactlyInAnyOrder listOf("b", "c", "d")
                }
            }
        }

        test("a rotator refreshes now and then, a little irregularly, until it is closed") {
            runTest {
                val list = ChangingList("a")
                val times = ArrayList<Long>()
                val results = ArrayList<RefreshResult>()
                val rotator = rotator()
                val job =
                    rotator.refreshEvery(list, 10.minutes) {
                        times.add(currentTime)
                        results.add(it)
                        error("a listener that fails")
                    }
                runCurrent()
                rotator.hosts shouldBe listOf("a")
                list.names = listOf("a", "b")
                list.failure = IOException("gone")
                advanceTimeBy(12.minutes)
                list.failure = null
                advanceTimeBy(20.hours)
                results.map { it.isApplied }.take(3) shouldBe listOf(true, false, true)
                rotator.hosts shouldContainExactlyInAnyOrder listOf("a", "b")
                val pauses = times.zipWithNext { one, next -> next - one }
                pauses.forEach { it shouldBeInRange 480_000L..720_000L }
                (pauses.distinct().size > 50) shouldBe true
                rotator.aclose()
                job.isCompleted shouldBe true
                val before = times.size
                advanceTimeBy(2.hours)
                times.size shouldBe before
                shouldThrow<IllegalStateException> { rotator.refresh(list) }
                shouldThrow<IllegalStateException> { rotator.refreshEvery(list, 1.minutes) }
            }
        }

        test("refreshing ends when its job is cancelled") {
            runTest {
                rotator().use { rotator ->
                    val list = ChangingList("a")
                    val job = rotator.refreshEvery(list, 1.minutes)
                    advanceTimeBy(3.minutes)
                    job.cancel()
                    val loads = list.loads
                    advanceTimeBy(3.hours)
                    list.loads shouldBe loads
                    shouldThrow<IllegalArgumentException> { rotator.refreshEvery(list, 0.minutes) }
                }
            }
        }
    })

/** The hosts in the pool, in short. */
private val ProxyRotator.hosts: List<String>
    get() = pool.proxies.value.map { it.host.removeSuffix(".example") }

private fun TestScope.rotator(
    vararg proxies: String,
    configure: ProxyRotatorBuilder.() -> Unit = {},
): ProxyRotator = mockRotator(*proxies, configure = configure) { respondOk() }

private class ChangingList(
    vararg names: String,
) : ProxySource {
    var names = names.asList()
    var text: String? = null
    var failure: Exception? = null
    var loads = 0

    override suspend fun load() =
        ProxyList.parse(text ?: names.joinToString("\n") { "http://$it.example" }).also {
            loads++
            failure?.let { throw it }
        }
}
