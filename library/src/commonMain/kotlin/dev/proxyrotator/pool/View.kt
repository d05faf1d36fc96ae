package dev.proxyrotator.pool

import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.SelectionRequest
import dev.proxyrotator.selection.Selector
import kotlin.random.Random

/** The proxies of the pool that match one filter, by where they stand, and the selector over those that are free. */
internal class View(
    val filter: ProxyFilter,
    val selector: Selector,
    private val panic: Panic?,
) {
    /** Below [threshold] of proxies in rotation, those in [cooling] are chosen from as well. */
    class Panic(
        val threshold: Double,
        val cooling: Selector,
        val random: Random,
    )

    private val counts = IntArray(Standing.entries.size)

    // What the filter said when it was asked: it may be a user's, which is slow, throws or changes its mind.
    private val members = SlotSet()

    /** Those in the pool that match, wherever they stand. */
    var size = 0
        private set

    val busy: Int get() = counts[Standing.BUSY.ordinal]

    /** Those that cool down and could be chosen from if need be. */
    private val cooling: Int get() = counts[Standing.COOLING.ordinal]

    private val coolingBusy: Int get() = counts[Standing.COOLING_BUSY.ordinal]

    val inRotation: Int get() = counts[Standing.SELECTABLE.ordinal] + busy

    fun isInRotation(entry: PooledProxy): Boolean =
        entry in this && (entry.standing == Standing.SELECTABLE || entry.standing == Standing.BUSY)

    val hasFree: Boolean get() = selector.size > 0 || (cooling > 0 && isPanicking())

    /** `true` when waiting is pointless: nobody is free and nobody will be given back. */
    val isHopeless: Boolean
        get() =
            !hasFree && busy == 0 && counts[Standing.PROBED.ordinal] == 0 && (coolingBusy == 0 || !isPanicking())

    fun isFree(entry: PooledProxy): Boolean = selectorFor(entry.standing) != null && !entry.removed

    operator fun contains(entry: PooledProxy): Boolean = entry.slot in members

    fun enter(entry: PooledProxy) {
        members.add(entry.slot)
        size++
        counts[entry.standing.ordinal]++
        selectorFor(entry.standing)?.add(entry)
    }

    fun leave(entry: PooledProxy) {
        members.remove(entry.slot)
        size--
        counts[entry.standing.ordinal]--
        selectorFor(entry.standing)?.remove(entry)
    }

    fun moved(
        entry: PooledProxy,
        before: Standing,
        after: Standing,
    ) {
        counts[before.ordinal]--
        counts[after.ordinal]++
        selectorFor(before)?.remove(entry)
        selectorFor(after)?.add(entry)
    }

    fun updated(entry: PooledProxy) {
        selectorFor(entry.standing)?.update(entry)
    }

    fun loadChanged(entry: PooledProxy) {
        selectorFor(entry.standing)?.loadChanged(entry)
    }

    fun select(request: SelectionRequest): Candidate? {
        if (panic == null || cooling == 0 || !isPanicking()) return selector.select(request)
        val isCooling = panic.random.nextInt(cooling + selector.size) < cooling
        val (first, second) = if (isCooling) panic.cooling to selector else selector to panic.cooling
        return first.select(request) ?: second.select(request)
    }

    private fun isPanicking(): Boolean = panic != null && size - cooling - coolingBusy - out < panic.threshold * size

    private val out: Int get() = counts[Standing.OUT.ordinal]

    private fun selectorFor(standing: Standing): Selector? =
        when (standing) {
            Standing.SELECTABLE -> selector
            Standing.COOLING -> panic?.cooling
            else -> null
        }
}
