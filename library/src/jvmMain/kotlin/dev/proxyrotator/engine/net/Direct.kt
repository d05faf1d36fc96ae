package dev.proxyrotator.engine.net

import dev.proxyrotator.proxy.Proxy

internal val Proxy.isDirect: Boolean get() = scheme.urlName == "direct"
