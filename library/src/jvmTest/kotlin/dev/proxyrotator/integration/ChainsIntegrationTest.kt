package dev.proxyrotator.integration

import io.kotest.core.spec.style.FunSpec

/** Proxies behind proxies. */
class ChainsIntegrationTest :
    FunSpec({
        val chains =
            listOf(
                Chain(HttpProxies.tinyproxy, SocksProxies.dante5, HttpsProxies.secure),
                Chain(SocksProxies.microsocksPassword, HttpsProxies.basic, SocksProxies.ssh4a),
                Chain(HttpsProxies.version13, HttpsProxies.version12),
                Chain(HttpProxies.squidBasic, HttpProxies.apacheBasic),
            )
        chains.forEach { chain ->
            carries(chain, secure = false)
            carries(chain, secure = true)
        }
    })
