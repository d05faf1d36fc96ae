package dev.proxyrotator.samples

import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.testkit.OriginAnswer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
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
                Scraper(farm.proxies, fast).use { scraper ->
                    scraper.pages(urls).toList().map { it.title } shouldContainExactlyInAnyOrder
                        List(urls.size) { "/$it" }
                }
                peak.get() shouldBe AT_ONCE
            }
        }

        test("S4-15 S4-29 every page gives something: a title or what is wrong") {
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
                val pages = Scraper(farm.proxies, fast).use { it.pages(urls).toList() }
                val found = pages.map { Triple(it.url, it.title, it.problem != null) }
                found shouldContainExactlyInAnyOrder
                    listOf(
                        Triple(urls[0], "Chair", false),
                        Triple(urls[1], null, true),
                        Triple(urls[2], null, true),
                        Triple(urls[3], "Chair", false),
                        Triple(urls[4], null, true),
                    )
                farm.origin.requests
                    .map { it.header("User-Agent") }
                    .distinct() shouldBe listOf("sample-scraper/1.0")
            }
        }

        test("S4-15 pages are emitted as they come, not in the order in which they were asked for") {
            val isFirstThere = CountDownLatch(1)
            val farm =
                LoopbackFarm({ request ->
                    if (request.path == "/slow") isFirstThere.await(30, TimeUnit.SECONDS)
                    OriginAnswer.Whole("<title>${request.path}</title>")
                })
            farm.use {
                val urls = listOf("/slow", "/quick").map(farm.origin::url)
                Scraper(farm.proxies, fast).use { scraper ->
                    val titles = scraper.pages(urls).map { it.title }.onEach { isFirstThere.countDown() }
                    titles.toList() shouldBe listOf("/quick", "/slow")
                }
            }
        }

        test("S4-15 the sample gets around the proxy that the shop has blocked, and says what it found") {
            val lines = printedBy("Scraper")
            lines.take(4) shouldBe List(4) { "${(it + 1) * 10} of 40 pages" }
            lines.count { it.startsWith("read: http://HOST/product/") } shouldBe 3
            lines.filter { it.startsWith("not read") } shouldBe
                listOf("not read: http://HOST/product/13: (HTTP 410 Gone)")
            lines.last() shouldBe "39 titles of 40 pages. The shop has blocked 1 of 3 proxies."
        }

        test("S4-15 with files of one's own it uses them") {
            LoopbackFarm({ OriginAnswer.Whole("<title>Chair</title>") }).use { farm ->
                val proxies = tempfile().apply { writeText(farm.proxies.joinToString("\n")) }
                val urls = tempfile().apply { writeText("# mine\n\n${farm.origin.url("/chair")}\n") }
                val lines = printedBy("Scraper", "--proxies", proxies.path, "--urls", urls.path)
                lines.last() shouldBe "1 titles of 1 pages. The shop has blocked 0 of 3 proxies."
            }
        }
    })
