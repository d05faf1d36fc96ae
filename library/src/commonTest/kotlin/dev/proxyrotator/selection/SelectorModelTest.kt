package dev.proxyrotator.selection

import io.kotest.common.ExperimentalKotest
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.PropTestConfig
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.random.Random

/** Long random histories against models that are too simple to be wrong. */
@OptIn(ExperimentalKotest::class)
class SelectorModelTest :
    FunSpec({
        val seeds = Arb.int()
        val config = PropTestConfig(seed = 20_261_120, iterations = 150)

        everyStrategy.forEach { strategy ->
            test("$strategy: only what is in is chosen, and all choices are counted") {
                checkAll(config.copy(iterations = 50), seeds) { seed ->
                    val selector = strategy.selector(seed)
                    var choices = 0L
                    val history =
                        History(selector, seed) { chosen, eligible ->
                            if (chosen == null) eligible.shouldBeEmpty() else eligible shouldContain chosen
                            if (chosen != null) choices++
                        }
                    history.run(300)
                    selector.size shouldBe history.present.size
                    history.everyone.sumOf { it.uses } shouldBe choices
                }
            }
        }

        test("round-robin: the same choices as a queue") {
            checkAll(config, seeds) { seed ->
                val queue = mutableListOf<Candidate>()
                History(RoundRobin().selector(), seed) { chosen, eligible ->
                    chosen shouldBe queue.firstOrNull { it in eligible }
                    if (chosen != null) queue.moveToEnd(chosen)
                }.also {
                    it.onAdd = queue::add
                    it.onRemove = queue::remove
                }.run(300)
            }
        }

        test("least-used: the same choices as a list sorted by level") {
            checkAll(config, seeds) { seed ->
                val model = LevelModel()
                History(LeastUsed().selector(), seed) { chosen, eligible ->
                    chosen shouldBe model.choose(eligible)
                }.also {
                    it.onAdd = model::add
                    it.onRemove = model::remove
                }.run(300)
            }
        }

        test("round-robin: over any history, those present throughout differ by at most one use") {
            checkAll(config, seeds) { seed ->
                val selector = RoundRobin().selector()
                val steady = List(5) { candidate(100 + it) }.onEach(selector::add)
                // Without exclusions: who is excluded is passed over in that lap by wish.
                History(selector, seed, mayExclude = false) { _, _ ->
                    steady.maxOf { it.uses } - steady.minOf { it.uses } shouldBeLessThanOrEqualTo 1
                }.run(300)
            }
        }
    })

private fun MutableList<Candidate>.moveToEnd(candidate: Candidate) {
    remove(candidate)
    add(candidate)
}

/** Adds, removes, reweighs and chooses at random; slots go to other candidates once they are free. */
private class History(
    private val selector: Selector,
    seed: Int,
    private val mayExclude: Boolean = true,
    private val onChoice: (Candidate?, List<Candidate>) -> Unit,
) {
    val present = mutableListOf<Candidate>()
    val everyone = mutableSetOf<Candidate>()
    var onAdd: (Candidate) -> Unit = {}
    var onRemove: (Candidate) -> Unit = {}
    private val absent = MutableList(12) { candidate(it) }.also(everyone::addAll)
    private val random = Random(seed)

    fun run(steps: Int) =
        repeat(steps) {
            when (random.nextInt(10)) {
                0, 1 -> if (absent.isNotEmpty()) add(absent.removeAt(random.nextInt(absent.size)))
                2 -> if (present.isNotEmpty()) remove(present.removeAt(random.nextInt(present.size)))
                3 -> present.randomOrNull(random)?.let(::reweigh)
                else -> choose()
            }
        }

    private fun add(candidate: Candidate) {
        selector.add(candidate)
        present += candidate
        onAdd(candidate)
    }

    private fun remove(candidate: Candidate) {
        selector.remove(candidate)
        onRemove(candidate)
        absent += if (random.nextInt(3) == 0) candidate(candidate.slot).also(everyone::add) else candidate
    }

    private fun reweigh(candidate: Candidate) {
        candidate.weight = random.nextDouble(0.001, 1_000.0)
        selector.update(candidate)
    }

    private fun choose() {
        val excluded = if (mayExclude) everyone.shuffled(random).take(random.nextInt(6)) else emptyList()
        onChoice(selector.use(excluded), present - excluded.toSet())
    }
}

/** Level by level, first come first served; linear in everything. */
private class LevelModel {
    private class Entry(
        val candidate: Candidate,
        val level: Long,
    )

    private val entries = mutableListOf<Entry>()
    private val reached = mutableMapOf<Candidate, Long>()
    private var floor = 0L

    fun add(candidate: Candidate) {
        floor = entries.minOfOrNull { it.level } ?: floor
        insert(candidate, maxOf(reached[candidate] ?: 0, floor))
    }

    fun remove(candidate: Candidate) {
        floor = entries.minOf { it.level }
        entries.removeAll { it.candidate == candidate }
    }

    fun choose(eligible: List<Candidate>): Candidate? {
        val entry = entries.firstOrNull { it.candidate in eligible } ?: return null
        entries.remove(entry)
        insert(entry.candidate, entry.level + 1)
        return entry.candidate
    }

    private fun insert(
        candidate: Candidate,
        level: Long,
    ) {
        reached[candidate] = level
        entries.add(
            entries.indexOfFirst { it.level > level }.takeIf { it >= 0 } ?: entries.size,
            Entry(candidate, level),
        )
    }
}
