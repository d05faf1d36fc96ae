package dev.proxyrotator

import dev.proxyrotator.configuration.EnvironmentSettings
import dev.proxyrotator.retry.Backoff

internal fun ProxyRotatorBuilder.applyEnvironment(settings: EnvironmentSettings) {
    settings.timeout?.let { timeouts { call = it } }
    settings.maxRetries?.let { retry { maxRetries(it) } }
    settings.backoffFactor?.let { factor -> retry { backoff = Backoff(backoff.base, backoff.cap, factor) } }
}
