package dev.proxyrotator.samples

import com.github.ajalt.clikt.command.SuspendingCliktCommand
import com.github.ajalt.clikt.command.main
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.parameters.groups.cooccurring
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.samples.plumbing.OwnLists
import dev.proxyrotator.samples.plumbing.Steps
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.ProxyBehaviour
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.map
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/**
 * `mvn -q -Pdemo -Dsample=Scraper`: forty product pages, one of which is gone, of a shop that has blocked one proxy.
 * Your own: `-Dargs="--proxies proxies.txt --urls urls.txt"`.
 */
suspend fun main(arguments: Array<String>) = ScraperCommand().main(arguments)

/** Reads the titles of many pages of one shop, through proxies of which the shop may have blocked some. */
class Scraper(
    proxies: List<String>,
    rate: RateLimit = RateLimit(20, per = 1.seconds),
) : AutoCloseable {
    private val blocked = ConcurrentHashMap.newKeySet<Proxy>()

    private val rotator =
        ProxyRotator(proxies) {
            userAgent = "sample-scraper/1.0"
            // What the shop can bear, through however many proxies.
            limits { ratePerHost = rate }
            // To this shop a 403 means "not you": the page is asked for through another proxy, at once.
            bans { status(403, duration = 10.minutes) }
            listener { event -> if (event is RotationEvent.ProxyBannedByHost) blocked.add(event.proxy) }
        }

    /** The proxies that the shop turned away: for ten minutes they are not used for it. */
    val blockedProxies: Set<Proxy> get() = blocked.toSet()

    /** Twenty pages at once, each of them emitted as soon as it is there: a million of them need no more memory. */
    fun pages(urls: List<String>): Flow<ScrapedPage> =
        rotator
            .fetchFlow(urls.asFlow().map { FetchRequest(it, timeout = 30.seconds) }, maxConcurrent = 20)
            .map(::scraped)

    override fun close() = rotator.close()
}

/** What was found at [url]: a [title], or a [problem]. */
class ScrapedPage(
    val url: String,
    val title: String? = null,
    val problem: String? = null,
) {
    override fun toString(): String = "$url: ${title ?: "($problem)"}"
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

/** Progress while it runs, and a summary at the end. */
private suspend fun scrape(
    proxies: List<String>,
    urls: List<String>,
) = Scraper(proxies).use { scraper ->
    val pages = ArrayList<ScrapedPage>()
    Steps(urls.size.toLong(), "pages").use { steps ->
        scraper.pages(urls).collect { page ->
            pages.add(page)
            steps.show(pages.size.toLong())
        }
    }
    val (failed, read) = pages.partition { it.title == null }
    read.take(SHOWN).forEach { println("read: $it") }
    failed.forEach { println("not read: $it") }
    val blocked = scraper.blockedProxies.size
    println("${read.size} titles of ${pages.size} pages. The shop has blocked $blocked of ${proxies.size} proxies.")
}

private const val SHOWN = 3

internal class ScraperCommand : SuspendingCliktCommand("Scraper") {
    private val own by OwnLists().cooccurring()

    override fun help(context: Context) = "Reads the titles of many pages."

    override suspend fun run() = own?.let { scrape(it.proxies, it.urls) } ?: demonstrate()

    private suspend fun demonstrate() =
        LoopbackFarm({ request -> shop(request.path) }, broken = ProxyBehaviour.Status(403)).use { farm ->
            scrape(farm.proxies, List(40) { farm.origin.url("/product/$it") })
        }

    private fun shop(path: String): OriginAnswer {
        val isGone = path == "/product/13"
        return if (isGone) OriginAnswer.Whole("gone", 410) else OriginAnswer.Whole("<title>Product at $path</title>")
    }
}
