package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.testkit.OriginAnswer
import kotlin.time.Duration.Companion.seconds

/** `mvn -q -Pdemo -Dsample=Scraper`: forty product pages, one of which is gone. */
fun main() {
    val shop = { path: String ->
        val isGone = path == "/product/13"
        if (isGone) OriginAnswer.Whole("gone", 410) else OriginAnswer.Whole("<title>Product at $path</title>")
    }
    runSample(LoopbackFarm({ request -> shop(request.path) })) { farm ->
        scrape(farm.proxies, List(40) { farm.origin.url("/product/$it") }).forEach(::println)
    }
}

/** What was found at [url]: a [title], or a [problem]. */
class ScrapedPage(
    val url: String,
    val title: String? = null,
    val problem: String? = null,
) {
    override fun toString(): String = "$url: ${title ?: "($problem)"}"
}

/** The titles of all pages at [urls], in their order: twenty at once, and no more than [rate] of one host. */
suspend fun scrape(
    proxies: List<String>,
    urls: List<String>,
    rate: RateLimit = RateLimit(20, per = 1.seconds),
): List<ScrapedPage> =
    ProxyRotator(proxies) {
        userAgent = "sample-scraper/1.0"
        limits { ratePerHost = rate }
        fetch { maxConcurrent = 20 }
    }.use { rotator ->
        val result = rotator.timed("scraping") { rotator.fetchAll(urls.map { FetchRequest(it, timeout = 30.seconds) }) }
        result.outcomes.map(::scraped)
    }

private val title = Regex("<title>([^<]*)</title>", RegexOption.IGNORE_CASE)

private fun scraped(outcome: FetchOutcome): ScrapedPage =
    when (outcome) {
        is FetchOutcome.Failure -> ScrapedPage(outcome.url, problem = outcome.error)

        is FetchOutcome.Success -> {
            val found = title.find(outcome.response.body)?.groupValues?.get(1)
            ScrapedPage(outcome.url, found, if (found == null) "no title" else null)
        }
    }
