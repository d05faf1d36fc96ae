package dev.proxyrotator.java

import dev.proxyrotator.anonymity.AnonymityOptions
import dev.proxyrotator.anonymity.AnonymityReport
import dev.proxyrotator.checkAnonymity
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.function.Consumer
import kotlin.time.toKotlinDuration

/** The check of anonymity as a future. */
internal object AnonymityBridge {
    @JvmStatic
    fun check(
        bridge: CoroutineBridge,
        echoUrl: String,
        configure: Consumer<AnonymityCheck>,
    ): CompletableFuture<List<AnonymityReport>> =
        bridge.future { bridge.rotator.checkAnonymity(echoUrl) { configure.accept(AnonymityCheck(this)) } }

    @JvmStatic
    fun timeout(
        options: AnonymityOptions,
        limit: Duration,
    ) {
        options.timeout = limit.toKotlinDuration()
    }
}
