package dev.proxyrotator.selection

import kotlin.random.Random

/**
 * Any proxy by chance, in proportion to its weight: one of weight 2 is chosen twice as often as one of weight 1. With
 * equal weights, so also with none given, the same as [UniformRandom].
 *
 * Exclusions leave the proportions of the others as they are. Weights count to nine digits, from 2^-42 (2.3e-13) to
 * 2^22 (4.2e6); one beyond counts as that bound. One choice costs O(1 + number of excluded), a change of weight O(1), at
 * any size and with any spread of weights.
 */
public class Weighted : RotationStrategy {
    override val name: String get() = "weighted"

    override fun newSelector(context: SelectorContext): Selector = WeightedSelector(context.random)

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is Weighted

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

/** First chooses a class of similar weights by its total, then a member of it by rejection. */
internal class WeightedSelector(
    private val random: Random,
) : Selector {
    private val members = CandidateTable()
    private val classes = WeightClass.all()
    private val totals = DoubleArray(WEIGHT_CLASSES)
    private var occupied = 0L
    private var total = 0.0
    private var totalIsStale = false

    // By slot: the class it is in, and where in there. A member that is taken out for one selection is in no class.
    private var classOf = IntArray(INITIAL_CAPACITY)
    private var positions = IntArray(INITIAL_CAPACITY)

    override val size get() = members.size

    override fun add(candidate: Candidate) {
        members.add(candidate)
        classOf = classOf.fitting(candidate.slot)
        positions = positions.fitting(candidate.slot)
        putIn(candidate)
    }

    override fun remove(candidate: Candidate) {
        members.remove(candidate)
        takeOut(candidate)
    }

    override fun update(candidate: Candidate) {
        members.requirePresent(candidate)
        takeOut(candidate)
        putIn(candidate)
    }

    override fun select(excluded: Collection<Candidate>): Candidate? {
        if (excluded.isEmpty()) return draw()
        excluded.forEachCandidate { if (it in members && classOf[it.slot] != NONE) takeOut(it) }
        val chosen = draw()
        excluded.forEachCandidate { if (it in members && classOf[it.slot] == NONE) putIn(it) }
        return chosen
    }

    private fun putIn(candidate: Candidate) {
        val index = WeightClass.indexOf(candidate.weight)
        classOf[candidate.slot] = index
        positions[candidate.slot] = classes[index].add(candidate)
        changed(index)
    }

    private fun takeOut(candidate: Candidate) {
        val index = classOf[candidate.slot]
        val position = positions[candidate.slot]
        classOf[candidate.slot] = NONE
        classes[index].removeAt(position)?.let { positions[it.slot] = position }
        changed(index)
    }

    private fun changed(index: Int) {
        val bit = 1L shl index
        totals[index] = classes[index].total
        occupied = if (classes[index].isEmpty) occupied and bit.inv() else occupied or bit
        totalIsStale = true
    }

    private fun draw(): Candidate? {
        if (occupied == 0L) return null
        return drawClass().draw(random).apply(Candidate::countUse)
    }

    private fun drawClass(): WeightClass {
        var rest = occupied
        if (rest and (rest - 1) == 0L) return classes[rest.countTrailingZeroBits()]
        var left = random.nextDouble() * currentTotal()
        // From the heaviest down, where the search most likely ends soon.
        while (true) {
            val index = WEIGHT_CLASSES - 1 - rest.countLeadingZeroBits()
            left -= totals[index]
            rest = rest and (1L shl index).inv()
            if (left < 0 || rest == 0L) return classes[index]
        }
    }

    // Summed anew after a change: adding and subtracting the changes would let rounding errors grow.
    private fun currentTotal(): Double {
        if (totalIsStale) {
            total = totals.sum()
            totalIsStale = false
        }
        return total
    }
}
