package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import java.io.ByteArrayOutputStream

class QuickStartTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin())
        val good = autoClose(LoopbackProxy())
        val closed = autoClose(LoopbackProxy(ProxyBehaviour.Refuse))

        test("the calls of the README do what it says") {
            val file = ByteArrayOutputStream()
            val results =
                quickStart(
                    good.url,
                    closed.url,
                    url = origin.url("/"),
                    urls = List(10) { origin.url("/") },
                    large = origin.url("/bytes/20000"),
                    file = file,
                )
            file.toByteArray() shouldBe patternedBytes(20_000)
            results.map { it.getOrThrow().status.value } shouldBe List(10) { 200 }
            origin.requests.size shouldBe 13
        }

        test("failover tells of the attempts") {
            ProxyRotator(closed.url, good.url).use { failover(it, origin.url("/")) shouldBe "hello" }
            ProxyRotator(closed.url).use {
                failover(it, origin.url("/")) shouldStartWith "no proxy could do it: ${closed.url} CONNECT"
            }
            ProxyRotator().use { failover(it, origin.url("/")) shouldContain "nobody to ask" }
        }
    })
