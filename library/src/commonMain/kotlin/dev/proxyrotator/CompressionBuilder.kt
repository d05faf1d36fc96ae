package dev.proxyrotator

import dev.proxyrotator.engine.Compression

/** `compression { }`: see [Compression] for meanings and defaults. */
@RotatorDsl
public class CompressionBuilder internal constructor(
    defaults: Compression,
) {
    /** See [Compression.enabled]. */
    public var enabled: Boolean = defaults.enabled

    /** See [Compression.maxRatio]. */
    public var maxRatio: Int = defaults.maxRatio

    /** See [Compression.maxRatioFrom]. */
    public var maxRatioFrom: Long = defaults.maxRatioFrom

    internal fun build() = Compression(enabled, maxRatio, maxRatioFrom)
}
