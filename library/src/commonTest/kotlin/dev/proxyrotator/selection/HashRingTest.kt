package dev.proxyrotator.selection

import io.kotest.common.ExperimentalKotest
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.PropTestConfig
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.random.Random

@OptIn(ExperimentalKotest::class)
class HashRingTest :
    FunSpec({
        fun check(
            seed: Int,
            steps: Int,
            growth: Int,
            newPoint: (Random) -> Long,
        ) {
            val random = Random(seed)
            val ring = HashRing()
            val model = mutableMapOf<Long, Int>()
            repeat(steps) { step ->
                if (model.isEmpty() || random.nextInt(10) < growth) {
                    val point = HashRing.pointOf(newPoint(random))
                    if (model.put(point, step) == null) ring.add(point, step) else model[point] = ring.slotOf(point)
                } else {
                    val point = model.keys.random(random)
                    ring.remove(point, checkNotNull(model.remove(point)))
                }
                ring.size shouldBe model.size
                if (model.isNotEmpty()) {
                    val probe = HashRing.pointOf(newPoint(random))
                    val expected = model.keys.filter { it >= probe }.minOrNull() ?: model.keys.min()
                    val index = ring.indexAt(probe)
                    ring.pointAt(index) shouldBe expected
                    ring.slotAt(index) shouldBe model[expected]
                    ring.pointAt(ring.next(index)) shouldBe
                        (model.keys.filter { it > expected }.minOrNull() ?: model.keys.min())
                }
            }
        }

        val config = PropTestConfig(seed = 20_261_121, iterations = 60)

        test("it finds the same as a search through all while it grows") {
            checkAll(config, Arb.int()) { check(it, steps = 300, growth = 8, Random::nextLong) }
        }

        test("it finds the same while it changes and shrinks") {
            checkAll(config, Arb.int()) { check(it, steps = 300, growth = 5, Random::nextLong) }
        }

        test("it finds the same when points are crowded, also at the end") {
            checkAll(config, Arb.int()) { seed ->
                check(seed, steps = 300, growth = 7) { -1L - it.nextInt(400) * if (it.nextBoolean()) 2L else 1L shl 40 }
            }
        }

        test("distances go forward, and around") {
            HashRing.distance(5, 12) shouldBe 7
            HashRing.distance(Long.MAX_VALUE, 3) shouldBe 4
        }
    })

private fun HashRing.slotOf(point: Long): Int = slotAt(indexAt(point))
