package dev.proxyrotator.samples.demo

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.rotation.attempts
import io.ktor.client.statement.bodyAsBytes
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flow
import kotlin.time.Duration
import kotlin.time.TimeSource

/** How the fetch of one URL ended. */
internal class Fetched(
    val target: Target,
    val attempts: List<Attempt>,
    val duration: Duration,
    val outcome: Outcome,
) {
    val succeeded: Boolean get() = (outcome as? Outcome.Answered)?.isRight == true

    sealed interface Outcome {
        /** [isRight] unless another body was expected. */
        class Answered(
            val status: Int,
            val bytes: Int,
            val isRight: Boolean,
        ) : Outcome

        class Failed(
            val kind: String,
            val message: String,
        ) : Outcome
    }
}

/** Fetches [targets], at most [concurrency] at once, and emits each as it is done. */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun ProxyRotator.fetchAll(
    targets: List<Target>,
    concurrency: Int,
): Flow<Fetched> = targets.asFlow().flatMapMerge(concurrency) { flow { emit(fetch(it)) } }

private suspend fun ProxyRotator.fetch(target: Target): Fetched {
    val start = TimeSource.Monotonic.markNow()
    return try {
        val response = get(target.url)
        val body = response.bodyAsBytes()
        val isRight = target.expected == null || (response.status.value == 200 && body.contentEquals(target.expected))
        val outcome = Fetched.Outcome.Answered(response.status.value, body.size, isRight)
        Fetched(target, response.attempts, start.elapsedNow(), outcome)
    } catch (error: Exception) {
        currentCoroutineContext().ensureActive()
        Fetched(target, attemptsOf(error), start.elapsedNow(), failed(error))
    }
}

private fun attemptsOf(error: Exception): List<Attempt> =
    when (error) {
        is ProxyConnectionException -> error.attempts
        is ProxyAuthenticationException -> error.attempts
        is ProxyTimeoutException -> error.attempts
        else -> emptyList()
    }

/** The kind is what a caller would catch: the name of the exception. */
private fun failed(error: Exception) =
    Fetched.Outcome.Failed(
        error.javaClass.simpleName,
        error.message ?: error.toString(),
    )
