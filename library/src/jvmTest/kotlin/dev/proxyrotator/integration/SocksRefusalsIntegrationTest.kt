package dev.proxyrotator.integration

import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.SocksReply
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf

/** Targets that a SOCKS proxy will not or cannot reach. */
class SocksRefusalsIntegrationTest :
    FunSpec({
        val refusals =
            listOf(
                Refusal(SocksProxies.dante5, "localhost:25", SocksReply.NOT_ALLOWED),
                Refusal(SocksProxies.dante5, "localhost:1", SocksReply.CONNECTION_REFUSED),
                Refusal(SocksProxies.dante5h, "nobody.invalid", SocksReply.HOST_UNREACHABLE),
                Refusal(SocksProxies.dante4, "127.0.0.1:25", SocksReply.REJECTED_OR_FAILED),
                Refusal(SocksProxies.dante4, "127.0.0.1:1", SocksReply.REJECTED_OR_FAILED),
                Refusal(SocksProxies.microsocks, "localhost:1", SocksReply.CONNECTION_REFUSED),
            )
        refusals.forEach { refusal ->
            listOf("http", "https").forEach { scheme ->
                realTest("${refusal.proxy} says why it does not reach $scheme://${refusal.authority}", refusal.proxy) {
                    rotatorThrough(refusal.proxy).use {
                        val failure = it.failureOf("$scheme://${refusal.authority}/")
                        failure.shouldBeInstanceOf<ProxyRefusedException>().socksReply shouldBe refusal.reply
                    }
                }
            }
        }

        listOf(SocksProxies.ssh4a, SocksProxies.ssh5).forEach { proxy ->
            realTest("K3 $proxy: success, then the end of the connection, is a failure", proxy) {
                rotatorThrough(proxy).use { rotator ->
                    listOf("http", "https").forEach { rotator.failureOf("$it://localhost:1/") }
                }
            }
        }
    })

private class Refusal(
    val proxy: RealProxy,
    val authority: String,
    val reply: SocksReply,
)
