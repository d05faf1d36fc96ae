package dev.proxyrotator

import dev.proxyrotator.configuration.EnvironmentSettings
import dev.proxyrotator.retry.Backoff

internal fun ProxyRotatorBuilder.applyEnvironment(settings: EnvironmentSettings) {
    settings.logLevel?.let { logging { level = it } }
    settings.timeout?.let { limit ->
        timeouts { call = limit }
        fetch { timeout = limit }
    }
    settings.maxConcurrent?.let { fetch { maxConcurrent = it } }
    settings.maxRetries?.let { retries ->
        retry { maxRetries(retries) }
        fetch { maxRetries = retries }
    }
    settings.backoffFactor?.let { factor ->
        retry { backoff = Backoff(backoff.base, backoff.cap, factor, backoff.jitter) }
    }
}
