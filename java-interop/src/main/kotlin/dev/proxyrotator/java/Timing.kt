package dev.proxyrotator.java

import dev.proxyrotator.event.TimedScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.future.await
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.function.Function

/** Timed blocks of a rotator, for code of Java; it begins in the calling thread. */
internal class Timing(
    private val bridge: CoroutineBridge,
) {
    fun <T> timed(
        name: String,
        code: TimedCode<T, *>,
    ): T = bridge.rotator.timed(name) { code.run(TimedBlock(this@Timing, this)) }

    fun <T> timedAsync(
        name: String,
        code: Function<in TimedBlock, out CompletionStage<T>>,
    ): CompletableFuture<T> =
        bridge.future(CoroutineStart.UNDISPATCHED) {
            bridge.rotator.timed(name) { code.apply(TimedBlock(this@Timing, this)).await() }
        }

    fun <T> timed(
        around: TimedScope,
        name: String,
        code: TimedCode<T, *>,
    ): T = around.timed(name) { code.run(TimedBlock(this@Timing, this)) }

    fun <T> timedAsync(
        around: TimedScope,
        name: String,
        code: Function<in TimedBlock, out CompletionStage<T>>,
    ): CompletableFuture<T> =
        bridge.future(CoroutineStart.UNDISPATCHED) {
            around.timed(name) { code.apply(TimedBlock(this@Timing, this)).await() }
        }
}
