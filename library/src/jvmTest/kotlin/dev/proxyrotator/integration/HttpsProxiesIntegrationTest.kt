package dev.proxyrotator.integration

import io.kotest.core.spec.style.FunSpec

/** D8 TLS to the proxy, and TLS inside of that. */
class HttpsProxiesIntegrationTest :
    FunSpec({
        HttpsProxies.good.forEach { proxy ->
            carries(proxy, secure = false)
            carries(proxy, secure = true)
        }
    })
