package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRotatorException
import io.kotest.assertions.throwables.shouldThrow

/** What kept [url] from being fetched, in the one attempt there was. */
internal suspend fun ProxyRotator.failureOf(url: String): Throwable? = failureOf { get(url) }

internal suspend fun failureOf(block: suspend () -> Unit): Throwable? {
    val error = shouldThrow<ProxyRotatorException> { block() }
    return if (error is ProxyConnectionException) error.cause else error
}
