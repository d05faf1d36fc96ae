package dev.proxyrotator

import dev.proxyrotator.fetch.FetchSettings
import kotlin.time.Duration

/** `fetch { }`: see [FetchSettings] for meanings and defaults. */
@RotatorDsl
public class FetchBuilder internal constructor(
    defaults: FetchSettings,
) {
    /** See [FetchSettings.maxConcurrent]. */
    public var maxConcurrent: Int = defaults.maxConcurrent

    /** See [FetchSettings.chunkSize]. */
    public var chunkSize: Int? = defaults.chunkSize

    /** See [FetchSettings.timeout]. */
    public var timeout: Duration = defaults.timeout

    /** See [FetchSettings.maxRetries]. */
    public var maxRetries: Int = defaults.maxRetries

    internal fun build() = FetchSettings(maxConcurrent, chunkSize, timeout, maxRetries)
}
