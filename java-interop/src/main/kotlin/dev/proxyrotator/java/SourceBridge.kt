package dev.proxyrotator.java

import dev.proxyrotator.proxySource
import dev.proxyrotator.refresh
import dev.proxyrotator.refreshEvery
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.RefreshPolicy
import dev.proxyrotator.source.RefreshResult
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.function.Consumer
import kotlin.time.toKotlinDuration

/** The sources of proxies of a rotator as futures. */
internal class SourceBridge(
    private val bridge: CoroutineBridge,
) {
    private val rotator = bridge.rotator

    fun proxySource(
        url: String,
        configure: Consumer<RemoteListOptions>,
    ): ProxySource = rotator.proxySource(url) { configure.accept(RemoteListOptions(RemoteListSettings(this))) }

    fun refresh(
        source: ProxySource,
        policy: RefreshPolicy,
    ): CompletableFuture<RefreshResult> = bridge.future { rotator.refresh(source, policy) }

    /** Cancelling the future ends the refreshes, and closing the rotator completes it. */
    fun refreshEvery(
        source: ProxySource,
        interval: Duration,
        policy: RefreshPolicy,
        onResult: Consumer<RefreshResult>,
    ): CompletableFuture<Void?> {
        val job = rotator.refreshEvery(source, interval.toKotlinDuration(), policy, onResult::accept)
        val end = bridge.done { job.join() }
        end.whenComplete { _, _ -> job.cancel() }
        return end
    }
}
