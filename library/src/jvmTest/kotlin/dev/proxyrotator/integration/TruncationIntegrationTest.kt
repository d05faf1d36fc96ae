package dev.proxyrotator.integration

import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec

/** TLS that breaks off without a word. */
class TruncationIntegrationTest :
    FunSpec({
        val proxies = listOf(HttpProxies.squid, HttpsProxies.secure)
        proxies.forEach { proxy ->
            realTest(
                "D5 through $proxy: a body that ends with its connection needs an end that was said",
                proxy.needs + Program.STUNNEL,
            ) {
                val origin =
                    ScriptedServer {
                        readHead()
                        send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf a bo")
                        awaitClose()
                    }
                origin.use {
                    Ports.assign("truncated-origin", origin.port)
                    val tls = truncating("truncating-${proxies.indexOf(proxy)}")
                    val server = tls.start()
                    rotatorThrough(proxy).use { rotator ->
                        shouldThrow<StreamInterruptedException> {
                            rotator.streamGet("https://localhost:${tls.port("truncating")}/").collect { server.kill() }
                        }
                    }
                }
            }
        }
    })

/** TLS in front of an origin, for one test to kill. */
private fun truncating(name: String) =
    Component(name, listOf(Program.STUNNEL), listOf("truncating"), local = true) {
        certificate("good", TestCertificates.good)
        listOf(Program.STUNNEL.path, configuration("stunnel-origin.conf"))
    }
