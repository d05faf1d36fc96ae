package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectionReport
import dev.proxyrotator.selection.SelectorContext

/**
 * One [View] over the whole pool and one for each filter in use, all kept up to date as proxies come and go: so a choice
 * among those that match costs the same as one among all. A filter seen for the first time costs one pass over the pool;
 * of many, those not used for longest are forgotten.
 */
internal class Views(
    private val context: SelectorContext,
    private val panicThreshold: Double,
    private val entries: () -> Collection<PooledProxy>,
    strategy: RotationStrategy,
) {
    var strategy: RotationStrategy = strategy
        private set

    /** Everybody. */
    var all: View = newView(ProxyFilter.Everything, strategy)
        private set

    // The one used last is the last.
    private val filtered = LinkedHashMap<ProxyFilter, View>()
    private var latest = all

    fun of(filter: ProxyFilter): View {
        if (filter === latest.filter || filter == latest.filter) return latest
        if (filter == ProxyFilter.Everything) return all
        val view = filtered.remove(filter) ?: filledView(filter)
        filtered[filter] = view
        latest = view
        forgetSome()
        return view
    }

    /** Lets each filter in use see [proxy], which is not there yet: what a user's own throws comes before any change. */
    fun check(proxy: Proxy) = filtered.values.forEach { it.filter.matches(proxy) }

    fun enter(entry: PooledProxy) {
        all.enter(entry)
        filtered.values.forEach { if (it.filter.matches(entry.proxy)) it.enter(entry) }
    }

    fun leave(entry: PooledProxy) = forEachWith(entry) { it.leave(entry) }

    fun moved(
        entry: PooledProxy,
        before: Standing,
        after: Standing,
    ) = forEachWith(entry) { it.moved(entry, before, after) }

    /** Runs [change], which may let [entry] match other filters than before. */
    fun change(
        entry: PooledProxy,
        change: () -> Unit,
    ) {
        change()
        for (view in filtered.values + all) {
            when {
                !view.filter.matches(entry.proxy) -> if (entry in view) view.leave(entry)
                entry in view -> view.updated(entry)
                else -> view.enter(entry)
            }
        }
    }

    fun loadChanged(entry: PooledProxy) = forEachWith(entry) { it.loadChanged(entry) }

    fun report(
        entry: PooledProxy,
        report: SelectionReport,
    ) = forEachWith(entry) { it.selector.report(entry, report) }

    /** An empty view over everybody, for [replace]; made without the lock, since a user's strategy makes it. */
    fun newView(strategy: RotationStrategy): View = newView(ProxyFilter.Everything, strategy)

    /** Fills [fresh] with everybody, the least used first, and chooses by [strategy] from now on. */
    fun replace(
        strategy: RotationStrategy,
        fresh: View,
    ) {
        entries().sortedBy { it.uses }.forEach(fresh::enter)
        this.strategy = strategy
        all = fresh
        latest = fresh
        filtered.clear()
    }

    private fun filledView(filter: ProxyFilter): View {
        val view = newView(filter, strategy)
        entries().forEach { if (filter.matches(it.proxy)) view.enter(it) }
        return view
    }

    private fun newView(
        filter: ProxyFilter,
        strategy: RotationStrategy,
    ): View {
        val panic =
            if (panicThreshold > 0.0) {
                View.Panic(panicThreshold, strategy.newSelector(context), context.random)
            } else {
                null
            }
        return View(filter, strategy.newSelector(context), panic)
    }

    private fun forgetSome() {
        var members = filtered.values.sumOf { it.size.toLong() }
        val oldest = filtered.values.iterator()
        while (filtered.size > 1 && (filtered.size > MAX_FILTERS || members > MAX_PASSES * all.size + MAX_SMALL)) {
            members -= oldest.next().size
            oldest.remove()
        }
    }

    private inline fun forEachWith(
        entry: PooledProxy,
        action: (View) -> Unit,
    ) {
        action(all)
        if (filtered.isNotEmpty()) for (view in filtered.values) if (entry in view) action(view)
    }

    private companion object {
        const val MAX_FILTERS = 64

        /** How often a proxy may be in the views of all filters together, on average. */
        const val MAX_PASSES = 8L
        const val MAX_SMALL = 10_000L
    }
}
