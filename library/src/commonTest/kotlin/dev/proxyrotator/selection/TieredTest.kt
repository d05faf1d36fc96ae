package dev.proxyrotator.selection

import dev.proxyrotator.selection.SelectionReport.Outcome
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

private const val SHOP = "shop.example"

class TieredTest :
    FunSpec({
        val strategy =
            Tiered(listOf(Tier(ProxyFilter.tags("cheap")), Tier(ProxyFilter.tags("home"), LeastUsed())), 10.minutes)

        class Case {
            val time = TestTimeSource()
            val all =
                List(6) {
                    val plain = proxy(it)
                    Candidate(
                        if (it <
                            2
                        ) {
                            plain.withTags("cheap")
                        } else if (it < 4) {
                            plain.withTags("home")
                        } else {
                            plain
                        },
                        it,
                    )
                }
            val selector = strategy.selector(timeSource = time).also { all.forEach(it::add) }

            fun at(
                host: String?,
                vararg excluded: Candidate,
            ) = selector.use(excluded.toList(), host)?.slot

            fun report(
                slot: Int,
                outcome: Outcome = Outcome.BANNED,
                host: String? = SHOP,
            ) = selector.report(all[slot], SelectionReport(host, outcome, 1.seconds))
        }

        test("an unknown host gets the first tier") {
            Case().run { List(4) { at(SHOP) } + at(null) shouldBe listOf(0, 1, 0, 1, 0) }
        }

        test("when a tier has none left, the next one serves") {
            Case().run {
                at(SHOP, all[0], all[1]) shouldBe 2
                selector.remove(all[0])
                selector.remove(all[1])
                List(3) { at(SHOP) } shouldBe listOf(3, 2, 3)
                at(SHOP, all[2], all[3]) shouldBe 4
                at(SHOP, all[2], all[3], all[4], all[5]) shouldBe null
            }
        }

        test("a ban raises the level of its host only") {
            Case().run {
                report(0)
                List(2) { at(SHOP) } shouldBe listOf(2, 3)
                at("other.example") shouldBe 0
                report(3)
                List(2) { at(SHOP) } shouldBe listOf(4, 5)
                report(5)
                at(SHOP) shouldBe 4
            }
        }

        test("a late ban of a tier that was left does not raise further, other outcomes nothing") {
            Case().run {
                report(0)
                report(1)
                at(SHOP) shouldBe 2
                report(2, Outcome.FAILED)
                report(2, Outcome.SUCCESS)
                report(2, host = null)
                at(SHOP) shouldBe 3
            }
        }

        test("above the last one left it falls back to the ones before") {
            Case().run {
                report(3)
                selector.remove(all[4])
                at(SHOP, all[5]) shouldBe 2
                at(SHOP, all[5], all[2], all[3]) shouldBe 0
            }
        }

        test("a level falls by one after each time without a ban") {
            Case().run {
                report(3)
                time += 10.minutes - 1.seconds
                at(SHOP) shouldBe 4
                time += 1.seconds
                at(SHOP) shouldBe 2
                time += 10.minutes
                at(SHOP) shouldBe 0
            }
        }

        test("a ban begins the time anew") {
            Case().run {
                report(0)
                time += 9.minutes
                report(1)
                time += 9.minutes
                at(SHOP) shouldBe 2
            }
        }

        test("a report counts for a proxy that has left, and one whose tags change moves") {
            Case().run {
                selector.remove(all[0])
                report(0)
                at(SHOP) shouldBe 2
                all[5].proxy = all[5].proxy.withTags("cheap")
                selector.update(all[5])
                List(2) { at(null) } shouldBe listOf(1, 5)
            }
        }

        test("no more than 10,000 hosts are remembered, the oldest goes, and what is over goes too") {
            val time = TestTimeSource()
            val levels = HostLevels(highest = 3, 1.minutes, time)
            repeat(10_001) { levels.raise("$it.example", 1) }
            levels.size shouldBe 10_000
            levels.levelOf("0.example") shouldBe 0
            levels.levelOf("1.example") shouldBe 1
            time += 1.minutes
            levels.levelOf("1.example") shouldBe 0
            repeat(10_000) { levels.raise("again.example", 2) }
            levels.size shouldBe 1
            levels.levelOf("again.example") shouldBe 2
        }

        test("it is a value that refuses what makes no sense") {
            val tier = Tier(ProxyFilter.tags("a"))
            Tiered(listOf(tier)) shouldBe Tiered(listOf(Tier(ProxyFilter.tags("a"), RoundRobin())), 10.minutes)
            Tiered(listOf(tier)).hashCode() shouldBe Tiered(listOf(tier)).hashCode()
            Tiered(listOf(tier)) shouldNotBe Tiered(listOf(tier), 1.minutes)
            Tiered(listOf(tier)).toString() shouldBe "tiered(tags(a): round-robin, memory=10m)"
            shouldThrow<IllegalArgumentException> { Tiered(emptyList()) }
            shouldThrow<IllegalArgumentException> { Tiered(listOf(tier), Duration.ZERO) }
        }
    })
