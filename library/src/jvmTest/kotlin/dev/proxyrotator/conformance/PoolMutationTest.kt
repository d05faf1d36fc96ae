package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeAtMost
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respondOk
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import java.util.concurrent.CountDownLatch
import kotlin.random.Random
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

class PoolMutationTest :
    FunSpec({
        test("H1 what runs through a removed proxy ends well, nothing new begins, and its idle connections close") {
            val gate = CountDownLatch(1)
            val origin =
                LoopbackOrigin {
                    if (it.path == "/hold") gate.await()
                    OriginAnswer.Whole("hello")
                }
            LoopbackProxy().use { a ->
                LoopbackProxy().use { b ->
                    ProxyRotator(a.secretUrl, b.secretUrl).use { rotator ->
                        repeat(2) { rotator.get(origin.url("/")) }
                        coroutineScope {
                            val running = async { rotator.get(origin.url("/hold")) }
                            launch(Dispatchers.IO) { origin.requests.await(3) }.join()
                            rotator.removeProxy(a.secretUrl)
                            repeat(10) { rotator.get(origin.url("/")).proxy.port shouldBe b.port }
                            gate.countDown()
                            running.await().proxy.port shouldBe a.port
                        }
                        a.requests.size shouldBe 2
                        a.connections.awaitOpen(0)
                    }
                }
            }
            origin.close()
        }

        test("H1 neither a drained nor an aborted call brings a removed proxy back, and one added again begins anew") {
            RemoveMode.entries.forEach { mode ->
                runTest {
                    val gate = CompletableDeferred<Unit>()
                    mockRotator(configure = { proxies(named("a", "b")) }) {
                        if (it.exit == "a") gate.await()
                        respondOk()
                    }.use { rotator ->
                        val running = async { rotator.get(TARGET) }
                        runCurrent()
                        rotator.pool.remove(named("a").id, mode)
                        repeat(10) { rotator.get(TARGET).exit shouldBe "b" }
                        rotator.pool.add(named("a"))
                        gate.complete(Unit)
                        running.await().exit shouldBe if (mode == RemoveMode.DRAIN) "a" else "b"
                        rotator.stats("a").requests shouldBe 0
                        rotator.inFlight shouldBe 0
                        rotator.pool.size shouldBe 2
                    }
                }
            }
        }

        test("H2 a proxy in another spelling is the same one, with its statistics and its place") {
            val spellings =
                mapOf(
                    "http://a.example" to "HTTP://A.Example.:80",
                    "http://user:p@a.example:81" to "http://us%65r:p@a.example:81/",
                    "http://bücher.example:82" to "http://XN--BCHER-KVA.example:82",
                    "http://[2001:db8::1]:83" to "http://[2001:DB8:0:0:0:0:0:1]:83",
                )
            runTest {
                mockRotator(*spellings.keys.toTypedArray()) { respondOk() }.use { rotator ->
                    repeat(8) { rotator.get(TARGET) }
                    val before =
                        rotator.pool.proxies.value
                            .toList()
                    spellings.values.forEach { rotator.addProxy(it) }
                    rotator.pool.proxies.value
                        .toList() shouldContainExactly before
                    rotator.pool.statistics().map { it.requests } shouldContainExactly listOf(2L, 2L, 2L, 2L)
                }
            }
        }

        test("H4 a proxy that is taken out and put back while it is probed begins anew, whatever its probe brings") {
            listOf(true, false).forEach { succeeds ->
                runTest {
                    var probe: CompletableDeferred<Unit>? = CompletableDeferred()
                    var fails = true
                    mockRotator(configure = {
                        proxies(named("a", "b"))
                        health { failureThreshold = 1 }
                        retry {
                            maxAttempts = 1
                            maxFailovers = 0
                        }
                    }) {
                        if (it.exit == "a") {
                            if (fails) throw ConnectException("refused")
                            probe?.await()
                            if (!succeeds && probe != null) throw ConnectException("refused")
                        }
                        respondOk()
                    }.use { rotator ->
                        runCatching { rotator.through("a") }
                        delay(31.seconds)
                        fails = false
                        val probing = async { runCatching { rotator.through("a") } }
                        runCurrent()
                        rotator.health("a") shouldBe ProxyHealth.PROBING
                        listOf("a", "b").forEach { rotator.pool.remove(named(it).id) }
                        named("c", "a").forEach { rotator.pool.add(it) }
                        rotator.health("a") shouldBe ProxyHealth.HEALTHY
                        probe?.complete(Unit)
                        probing.await()
                        probe = null
                        rotator.health("a") shouldBe ProxyHealth.HEALTHY
                        rotator.stats("a").failures.shouldBeEmpty()
                        rotator.getPoolStats().healthyProxies shouldBe 2
                        List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                        rotator.inFlight shouldBe 0
                    }
                }
            }
        }

        test("H5 round robin stays fair within one while proxies come and go") {
            runTest {
                val random = Random(5)
                val all = List(40) { "p$it" }
                val present = all.take(10).toMutableSet()
                mockRotator(configure = { proxies(present.map(::named)) }) { respondOk() }.use { rotator ->
                    var sent = 0
                    while (sent < 10_000) {
                        val count = random.nextInt(1, 200)
                        val shares = List(count) { rotator.get(TARGET).exit }.groupingBy { it }.eachCount()
                        sent += count
                        val counts = present.map { shares[it] ?: 0 }
                        withClue("$sent: $shares") {
                            shares.keys.filter { it !in present }.shouldBeEmpty()
                            (counts.max() - counts.min()) shouldBeAtMost 1
                        }
                        val other = all.random(random)
                        if (other !in present) {
                            present.add(other)
                            rotator.pool.add(named(other))
                        } else if (present.size > 1) {
                            present.remove(other)
                            rotator.pool.remove(named(other).id)
                        }
                    }
                }
            }
        }

        test("H5 over all mutations no proxy that stays is ahead of another by more than one for each of them") {
            runTest {
                val random = Random(6)
                val staying = List(5) { "s$it" }
                mockRotator(configure = { proxies(staying.map(::named)) }) { respondOk() }.use { rotator ->
                    val shares = HashMap<String, Int>()
                    repeat(2_000) { number ->
                        shares.merge(rotator.get(TARGET).exit, 1, Int::plus)
                        if (number % 10 == 0) rotator.pool.add(named("x$number"))
                        if (number % 10 == 5) rotator.pool.remove(named("x${number - 5}").id)
                        if (random.nextInt(50) ==
                            0
                        ) {
                            rotator.pool.add(named("s0").withWeight(random.nextDouble(1.0, 9.0)))
                        }
                    }
                    val counts = staying.map { shares.getValue(it) }
                    withClue(counts) { (counts.max() - counts.min()) shouldBeAtMost 1 }
                }
            }
        }

        test("H6 what is reported for a removed proxy is on record at its call, and nowhere else") {
            runTest {
                val gate = CompletableDeferred<Unit>()
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }) {
                    gate.await()
                    throw ConnectException("refused")
                }.use { rotator ->
                    val running = async { runCatching { rotator.through("a") } }
                    runCurrent()
                    rotator.pool.remove(named("a").id)
                    rotator.pool.add(named("a"))
                    gate.complete(Unit)
                    val error = shouldThrow<ProxyConnectionException> { running.await().getOrThrow() }
                    error.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.CONNECT)
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    rotator.stats("a").failures.shouldBeEmpty()
                    rotator.getPoolStats().totalRequests shouldBe 1
                }
            }
        }
    })
