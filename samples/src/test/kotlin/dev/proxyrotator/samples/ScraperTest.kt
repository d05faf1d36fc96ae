package dev.proxyrotator.samples

import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.testkit.OriginAnswer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds

private const val AT_ONCE = 20

/** A proxy that is new gets few requests until it has brought a response. */
private const val TO_PROVE_THE_PROXIES = 10

class ScraperTest :
    FunSpec({
        val fast = RateLimit(1_000, per = 1.seconds)

        test("S4-15 twenty pages are asked for at once, and no more") {
            val present = AtomicInteger()
            val peak = AtomicInteger()
            val isFull = CountDownLatch(AT_ONCE)
            val farm =
                LoopbackFarm({ request ->
                    peak.accumulateAndGet(present.incrementAndGet(), ::maxOf)
                    if (request.path.drop(1).toInt() >= TO_PROVE_THE_PROXIES) {
                        isFull.countDown()
                        check(isFull.await(30, TimeUnit.SECONDS)) { "there are never $AT_ONCE at once" }
                    }
                    present.decrementAndGet()
                    OriginAnswer.Whole("<title>${request.path}</title>")
                })
            farm.use {
                val urls = List(TO_PROVE_THE_PROXIES + 2 * AT_ONCE) { index -> farm.origin.url("/$index") }
                scrape(farm.proxies, urls, fast).map { it.title } shouldBe List(urls.size) { "/$it" }
                peak.get() shouldBe AT_ONCE
            }
        }

        test("S4-15 S4-29 every page gives something, in order: a title or what is wrong") {
            val farm =
                LoopbackFarm({ request ->
                    when (request.path) {
                        "/gone" -> OriginAnswer.Whole("gone", 410)
                        "/plain" -> OriginAnswer.Whole("no title at all")
                        else -> OriginAnswer.Whole("<html><TITLE>Chair</TITLE></html>")
                    }
                })
            farm.use {
                val urls = listOf("/chair", "/gone", "/plain", "/chair").map(farm.origin::url) + "ftp://shop.example/"
                val pages = scrape(farm.proxies, urls, fast)
                pages.map { it.url } shouldBe urls
                pages.map { it.title } shouldBe listOf("Chair", null, null, "Chair", null)
                pages.map { it.problem != null } shouldBe listOf(false, true, true, false, true)
                farm.origin.requests
                    .map { it.header("User-Agent") }
                    .distinct() shouldBe listOf("sample-scraper/1.0")
            }
        }
    })
