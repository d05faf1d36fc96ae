package dev.proxyrotator.integration

import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf

/** SOCKS 4, 4a and 5 against those who speak it. */
class SocksProxiesIntegrationTest :
    FunSpec({
        SocksProxies.faithful.forEach { proxy ->
            carries(proxy, secure = false)
            carries(proxy, secure = true)
        }

        carries(SocksProxies.mitmproxy, secure = false)

        test("dante with the passwords of the system takes the right one alone").config(
            enabledOrReasonIf = { systemUserAvailability { SocksProxies.dantePassword } },
        ) {
            rotatorThrough(SocksProxies.dantePassword).use { it.get(RealOrigin.url()).status.value shouldBe 200 }
            refuses(SocksProxies.dantePassword.knownAs("${SystemUser.NAME}:wrong"))
            refuses(SocksProxies.dantePassword.knownAs(null))
        }

        realTest("microsocks refuses a wrong password, and the target sees nothing", SocksProxies.microsocksPassword) {
            refuses(SocksProxies.microsocksPassword.knownAs("${Known.USER}:wrong"))
            refuses(SocksProxies.microsocksPassword.knownAs(null))
        }

        realTest("D3 mitmproxy is found out behind SOCKS too", SocksProxies.mitmproxy) {
            LoopbackOrigin(TestCertificates.good).use { origin ->
                rotatorThrough(SocksProxies.mitmproxy).use {
                    it.failureOf(origin.url("/")).shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe true
                }
                origin.requests.toList().shouldBeEmpty()
            }
        }
    })
