package dev.proxyrotator

import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.RefreshPolicy
import dev.proxyrotator.source.RefreshResult
import dev.proxyrotator.source.RemoteList
import dev.proxyrotator.source.RemoteListOptions
import kotlinx.coroutines.Job
import kotlin.time.Duration

/**
 * The list of proxies at an http or https [url], fetched through this rotator, so through a proxy that its pool has
 * already. Otherwise as [ProxySource.url].
 *
 * @throws IllegalArgumentException when [url] is not an http or https URL to a public host, or an option is out of range
 */
public fun ProxyRotator.proxySource(
    url: String,
    configure: RemoteListOptions.() -> Unit = {},
): ProxySource = RemoteList(url, RemoteListOptions().apply(configure)) { ktor }

/**
 * Loads the list of [source] and brings the pool to what it says: adds the proxies it names, and removes those that it
 * named before and names no longer, once requests under way through them are finished.
 *
 * Proxies that were in the pool before the source named them are never removed, and one that two sources name stays until
 * both have dropped it. One that was removed by hand comes back when the source has dropped it and names it anew.
 * Those it goes on naming stay as they are, with their statistics.
 *
 * A list that cannot be had, names no proxy, or would replace more than [policy] allows changes nothing: the result then
 * has the error. The parsing and all the rest runs on the dispatcher of the rotator.
 *
 * @throws IllegalStateException after the rotator was closed
 */
public suspend fun ProxyRotator.refresh(
    source: ProxySource,
    policy: RefreshPolicy = RefreshPolicy(),
): RefreshResult = refresher.refresh(source, policy)

/**
 * Does a [refresh] now and then one after every [interval], which varies by 20 % either way, until the returned job is
 * cancelled or the rotator is closed. A refresh that changes nothing for an error is logged as a warning and tried again
 * after the next interval.
 *
 * @param interval from the end of one refresh to the begin of the next.
 * @param onResult is told of every refresh, on the dispatcher of the rotator; what it throws is logged.
 * @throws IllegalArgumentException when [interval] is not positive
 * @throws IllegalStateException after the rotator was closed
 */
public fun ProxyRotator.refreshEvery(
    source: ProxySource,
    interval: Duration,
    policy: RefreshPolicy = RefreshPolicy(),
    onResult: (RefreshResult) -> Unit = {},
): Job = refresher.refreshEvery(source, interval, policy, onResult)
