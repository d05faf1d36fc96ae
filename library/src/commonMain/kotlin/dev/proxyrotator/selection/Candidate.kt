package dev.proxyrotator.selection

import dev.proxyrotator.proxy.Proxy

/** What a strategy sees of one proxy of the pool. */
public class Candidate internal constructor(
    public val proxy: Proxy,
    internal val slot: Int,
)
