package dev.proxyrotator.engine.net

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme

internal val Proxy.isDirect: Boolean get() = scheme == ProxyScheme.DIRECT
