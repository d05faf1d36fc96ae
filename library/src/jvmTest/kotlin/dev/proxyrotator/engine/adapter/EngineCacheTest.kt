package dev.proxyrotator.engine.adapter

import dev.proxyrotator.proxy.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.client.HttpClient
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.respondOk
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch

class EngineCacheTest :
    FunSpec({
        val engines = ArrayList<MockEngine>()

        fun cache(maxIdle: Int = 64) =
            EngineCache(maxIdle, ownsEngines = true, retireOnFailure = true) {
                HttpClient(MockEngine { respondOk() }.also(engines::add))
            }

        fun proxy(number: Int) = Proxy.parse("http://10.0.0.$number:80")

        beforeTest { engines.clear() }

        test("an engine is opened once for each proxy, and the idle ones used longest ago are closed") {
            val cache = cache(maxIdle = 2)
            listOf(1, 2, 1, 3, 4).forEach { cache.use(proxy(it)) {} }
            engines.map { it.isActive } shouldBe listOf(false, false, true, true)
        }

        test("a forgotten engine in use is closed when it is given back") {
            val cache = cache()
            cache.use(proxy(1)) {
                cache.forget(proxy(1))
                engines.single().isActive shouldBe true
            }
            engines.single().isActive shouldBe false
        }

        test("closing ends every engine: idle ones, those in use, and those that take no more") {
            val cache = cache()
            val gate = CompletableDeferred<Unit>()
            coroutineScope {
                cache.use(proxy(1)) {}
                launch(start = CoroutineStart.UNDISPATCHED) { cache.use(proxy(2)) { gate.await() } }
                launch(start = CoroutineStart.UNDISPATCHED) { cache.use(proxy(3)) { gate.await() } }
                cache.forget(proxy(3))
                cache.close()
                engines.map { it.isActive } shouldBe listOf(false, false, false)
                gate.complete(Unit)
            }
            cache.awaitClosed()
            shouldThrow<TransportClosedException> { cache.use(proxy(1)) {} }
        }

        test("an engine behind a failed request takes no new one") {
            val cache = cache()
            runCatching { cache.use(proxy(1)) { error("broken off") } }
            cache.use(proxy(1)) {}
            engines.map { it.isActive } shouldBe listOf(false, true)
        }
    })
