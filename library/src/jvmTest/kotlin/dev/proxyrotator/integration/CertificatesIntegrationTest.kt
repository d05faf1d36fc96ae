package dev.proxyrotator.integration

import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.statement.bodyAsText
import kotlin.io.path.readText

private val flaws = listOf("wrong-name", "expired", "untrusted", "self-signed")

/** Certificates that are no good, and those of clients, on the hop to the proxy and on the one to the target. */
class CertificatesIntegrationTest :
    FunSpec({
        listOf(HttpProxies.squid, HttpsProxies.secure).forEach { proxy ->
            flaws.forEach { flaw ->
                realTest("D1 through $proxy: the certificate of the target is refused: $flaw", proxy) {
                    untrusted(proxy, "https://localhost:${RealOrigin.port("origin-$flaw")}/")
                }
            }
        }

        HttpsProxies.untrusted.forEach { proxy ->
            realTest("D1 the certificate of the proxy is refused: $proxy", proxy) {
                LoopbackOrigin().use { origin ->
                    untrusted(proxy, origin.url("/"))
                    untrusted(proxy, RealOrigin.secureUrl())
                    origin.requests.toList().shouldBeEmpty()
                }
            }
        }

        realTest("D9 a target that wants a client certificate gets it, not the one for the proxy", HttpProxies.squid) {
            val url = "https://localhost:${RealOrigin.port("origin-client-certificate")}/"
            rotatorThrough(HttpProxies.squid) { tls { showClientCertificate() } }.use {
                it.get(url).bodyAsText() shouldContain "CN=client"
            }
            rotatorThrough(HttpProxies.squid) { proxyTls { showClientCertificate() } }.use {
                val answer = it.get(url)
                answer.status.value shouldBe 400
                answer.bodyAsText() shouldNotContain "CN=client"
            }
        }

        realTest(
            "D9 a proxy that wants a client certificate gets it, not the one for the target",
            HttpsProxies.secure,
        ) {
            val proxy = HttpsProxies.wantingCertificate
            rotatorThrough(proxy) { proxyTls { showClientCertificate() } }.use {
                it.get(RealOrigin.url()).status.value shouldBe 200
                it.get(RealOrigin.secureUrl()).status.value shouldBe 200
            }
            rotatorThrough(proxy) { tls { showClientCertificate() } }.use { rotator ->
                listOf(RealOrigin.url(), RealOrigin.secureUrl()).forEach { rotator.failureOf(it) }
            }
        }

        realTest(
            "D3 whoever reads along in the middle of TLS is found out before a request is sent",
            HttpProxies.mitmproxy,
        ) {
            LoopbackOrigin(TestCertificates.good).use { origin ->
                untrusted(HttpProxies.mitmproxy, origin.url("/"))
                origin.requests.toList().shouldBeEmpty()
            }
        }

        realTest("D2 an authority trusted for the proxy is not trusted for the target", HttpProxies.mitmproxy) {
            LoopbackOrigin(TestCertificates.good).use { origin ->
                val authority = interceptingAuthority()
                rotatorThrough(HttpProxies.mitmproxy) { proxyTls { trust(authority) } }.use {
                    it.failureOf(origin.url("/")).shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe true
                }
                origin.requests.toList().shouldBeEmpty()
                rotatorThrough(HttpProxies.mitmproxy) { tls { trust(authority) } }.use {
                    it.get(origin.url("/")).bodyAsText() shouldBe "hello"
                }
            }
        }
    })

private fun interceptingAuthority(): String {
    Components.mitmproxy.start()
    return Components.mitmproxy.workshop
        .file("mitmproxy-ca-cert.pem")
        .readText()
}

private suspend fun untrusted(
    proxy: Route,
    url: String,
) = withClue(url) {
    val failure = rotatorThrough(proxy).use { it.failureOf(url) }
    failure.shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe true
}
