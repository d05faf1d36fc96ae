package dev.proxyrotator.integration

import io.kotest.core.spec.style.FunSpec

/** Every HTTP proxy with every kind of target. */
class HttpProxiesIntegrationTest :
    FunSpec({
        val forwarding = HttpProxies.open + HttpProxies.basic + HttpProxies.mitmproxy
        forwarding.forEach { proxy -> carries(proxy, secure = false) }
        HttpProxies.tunnelling.forEach { proxy -> carries(proxy, secure = true) }
    })
