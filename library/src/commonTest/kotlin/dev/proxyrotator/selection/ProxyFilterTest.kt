package dev.proxyrotator.selection

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe

class ProxyFilterTest :
    FunSpec({
        val swedish = Proxy.parse("http://a.example").withTags("fast", "home").withCountry("SE")
        val unknown = Proxy.parse("socks5://b.example")

        test("tags: all of them") {
            ProxyFilter.tags("fast").matches(swedish) shouldBe true
            ProxyFilter.tags("home", "fast").matches(swedish) shouldBe true
            ProxyFilter.tags("fast", "other").matches(swedish) shouldBe false
            ProxyFilter.tags("fast").matches(unknown) shouldBe false
        }

        test("country: one of them, in either case, and not the unknown") {
            ProxyFilter.country("no", "se").matches(swedish) shouldBe true
            ProxyFilter.country("NO").matches(swedish) shouldBe false
            ProxyFilter.country("SE").matches(unknown) shouldBe false
        }

        test("scheme: one of them") {
            ProxyFilter.scheme(ProxyScheme.SOCKS4, ProxyScheme.SOCKS5).matches(unknown) shouldBe true
            ProxyFilter.scheme(ProxyScheme.SOCKS4, ProxyScheme.SOCKS5).matches(swedish) shouldBe false
        }

        test("where: what the function says; everything: all") {
            ProxyFilter.where("port 80") { it.port == 80 }.matches(swedish) shouldBe true
            ProxyFilter.where("port 80") { it.port == 80 }.matches(unknown) shouldBe false
            ProxyFilter.Everything.matches(unknown) shouldBe true
        }

        test("and: only what both match") {
            val both = ProxyFilter.tags("fast") and ProxyFilter.country("SE")
            both.matches(swedish) shouldBe true
            both.matches(swedish.withCountry("NO")) shouldBe false
            both.matches(swedish.withTags()) shouldBe false
        }

        test("filters that say the same are equal, in any order") {
            val port: (Proxy) -> Boolean = { it.port == 80 }
            val one = ProxyFilter.tags("a", "b") and ProxyFilter.where("port", port) and ProxyFilter.country("se", "NO")
            val other =
                ProxyFilter.country("no", "SE") and (ProxyFilter.where("port", port) and ProxyFilter.tags("b", "a"))
            one shouldBe other
            one.hashCode() shouldBe other.hashCode()
            one shouldNotBe (one and ProxyFilter.tags("c"))
            ProxyFilter.where("port", port) shouldNotBe ProxyFilter.where("other", port)
            (ProxyFilter.Everything and ProxyFilter.tags("a")) shouldBe ProxyFilter.tags("a")
            (ProxyFilter.Everything and ProxyFilter.Everything) shouldBe ProxyFilter.Everything
            (ProxyFilter.tags("a") and ProxyFilter.tags("a")) shouldBe ProxyFilter.tags("a")
        }

        test("a filter prints what it says") {
            val filter =
                ProxyFilter.tags("a", "b") and ProxyFilter.country("se", "no") and
                    ProxyFilter.scheme(ProxyScheme.HTTP) and ProxyFilter.where("cheap") { it.cost < 1 }
            filter.toString() shouldBe "tags(a, b) and country(SE, NO) and scheme(http) and where(cheap)"
            ProxyFilter.Everything.toString() shouldBe "everything"
        }

        test("a filter of nothing, or by what is no country, is refused") {
            shouldThrow<IllegalArgumentException> { ProxyFilter.tags() }
            shouldThrow<IllegalArgumentException> { ProxyFilter.country() }
            shouldThrow<IllegalArgumentException> { ProxyFilter.country("Sweden") }
            shouldThrow<IllegalArgumentException> { ProxyFilter.scheme() }
        }

        test("a filtered strategy chooses from its part only, and follows changes") {
            val all = List(6) { Candidate(if (it % 2 == 0) swedish.withWeight(1.0 + it) else proxy(it), it) }
            val selector = Filtered(ProxyFilter.tags("fast"), RoundRobin()).selectorOf(all)
            selector.size shouldBe 3
            selector.choose(4) shouldBe listOf(0, 2, 4, 0)
            all[1].proxy = all[1].proxy.withTags("fast")
            selector.update(all[1])
            all[4].proxy = all[4].proxy.withTags()
            selector.update(all[4])
            selector.choose(3) shouldBe listOf(2, 0, 1)
            all.forEach(selector::remove)
            selector.size shouldBe 0
            Filtered(ProxyFilter.tags("fast")) shouldBe Filtered(ProxyFilter.tags("fast"), RoundRobin())
            Filtered(ProxyFilter.tags("fast")).toString() shouldBe "filtered(tags(fast), round-robin)"
        }
    })
