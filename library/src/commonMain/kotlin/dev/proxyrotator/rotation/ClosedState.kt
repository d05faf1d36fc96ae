package dev.proxyrotator.rotation

import dev.proxyrotator.failure.StreamInterruptedException
import io.ktor.client.HttpClient
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job

internal const val CLOSED = "This rotating client is closed"

/** @throws IllegalStateException when this client, or the rotation below it, is closed */
internal fun HttpClient.checkOpen() = check(isOpen) { CLOSED }

/** The engine is the first to know: calls that it has ended may be back before the client is closed. */
private val HttpClient.isOpen: Boolean get() = coroutineContext.job.isActive && engine.coroutineContext.job.isActive

/** To a caller who was not cancelled, a call cut off by `close` fails instead of looking cancelled. */
internal suspend fun HttpClient.afterClose(error: Throwable): Throwable {
    val isCutOff = error is CancellationException || error is StreamInterruptedException
    if (!isCutOff || isOpen) return error
    currentCoroutineContext().ensureActive()
    return IllegalStateException(CLOSED, error)
}
