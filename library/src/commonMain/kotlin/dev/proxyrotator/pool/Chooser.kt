package dev.proxyrotator.pool

import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.health.Breaker
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.SelectionRequest
import kotlin.random.Random
import kotlin.time.ComparableTimeMark

/**
 * Asks the strategy, and asks again when what it chose is not wanted: because it failed or was banned at this host, or
 * because it recovered a moment ago and gets only a part of its share. Guarded by the pool's lock.
 */
internal class Chooser(
    private val find: (ProxyId) -> PooledProxy?,
    private val hosts: ProxyHostBook,
    private val breaker: Breaker,
    private val onExhausted: OnExhausted,
    private val random: Random,
) {
    // Only so that touching one has a result, without which it would be optimized away.
    private var seen = 0L

    /**
     * One of [view] that is free, `null` when none is that should be taken. Not one that was tried, unless no other is
     * left, free or busy: one that is being probed is no other, it may well be dead.
     */
    fun choose(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): PooledProxy? =
        preferred(view, request, now)
            ?: wanted(view, request, now)
            ?: if (othersAreBusy(view, request, now)) null else lastResort(view, request, now)

    private fun wanted(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): PooledProxy? {
        val first = select(view, request.selection) ?: return null
        return if (isWanted(first, request, now)) first else another(view, request, first, now)
    }

    private fun another(
        view: View,
        request: LeaseRequest,
        first: PooledProxy,
        now: ComparableTimeMark,
    ): PooledProxy? {
        val passedOver = ArrayList<Candidate>(request.tried)
        passedOver.add(first)
        val asked = request.excluding(passedOver)
        repeat(MAX_CHOICES) {
            val entry = select(view, asked) ?: return recovering(passedOver, request, now)
            if (isWanted(entry, request, now)) return entry
            passedOver.add(entry)
        }
        return recovering(passedOver, request, now)
            ?: select(view, request.excluding(unwanted(request, now)))
    }

    private fun unwanted(
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): List<Candidate> = request.tried + hosts.avoided(request.host, now)

    private fun isWanted(
        entry: PooledProxy,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): Boolean = hosts.admits(request.host, entry, now) && hasItsTurn(entry, now)

    /** The first that was passed over only because it gets no more than a part of its share. */
    private fun recovering(
        passedOver: List<Candidate>,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): PooledProxy? =
        passedOver.drop(request.tried.size).firstNotNullOfOrNull { candidate ->
            (candidate as PooledProxy).takeIf { hosts.admits(request.host, it, now) }
        }

    /** Whether every one that is not busy is banned at the host, and must not be used for all that. */
    fun isExhausted(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): Boolean =
        onExhausted == OnExhausted.THROW && hosts.banned(request.host, now).isNotEmpty() &&
            !othersAreBusy(view, request, now)

    private fun select(
        view: View,
        request: SelectionRequest,
    ): PooledProxy? {
        val chosen = view.select(request) ?: return null
        // What follows would wait for one part of its memory after another.
        seen = seen xor chosen.touch()
        check(chosen is PooledProxy && view.isFree(chosen)) {
            "The strategy chose $chosen, which is not among those it can choose from"
        }
        return chosen
    }

    private fun hasItsTurn(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Boolean {
        val share = breaker.share(entry.breaker, now)
        return share >= 1.0 || random.nextDouble() < share
    }

    private fun preferred(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): PooledProxy? =
        request.preferred?.let(find)?.takeIf {
            it.standing == Standing.SELECTABLE && it in view && it !in request.tried &&
                hosts.admits(request.host, it, now)
        }

    /** Whether anybody is in rotation who was not tried and is wanted at the host. */
    fun hasOther(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): Boolean {
        val unwanted = unwanted(request, now).toSet()
        return view.inRotation > unwanted.count { it is PooledProxy && view.isInRotation(it) }
    }

    private fun othersAreBusy(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): Boolean {
        if (view.busy == 0) return false
        val unwanted = unwanted(request, now).toSet()
        return view.busy > unwanted.count { it is PooledProxy && it.standing == Standing.BUSY && it in view }
    }

    /** One already tried, or that failed at this host before, is better than none; one that is banned there is not. */
    private fun lastResort(
        view: View,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): PooledProxy? {
        val banned = hosts.banned(request.host, now)
        if (banned.isEmpty()) return select(view, request.excluding(emptyList()))
        select(view, request.excluding(banned.toList()))?.let { return it }
        // The target will most likely say again that it is banned, and that is an answer.
        return if (onExhausted == OnExhausted.THROW) null else select(view, request.excluding(emptyList()))
    }

    private companion object {
        /** Nine of ten banned, and this finds the tenth nearly always. */
        const val MAX_CHOICES = 48
    }
}
