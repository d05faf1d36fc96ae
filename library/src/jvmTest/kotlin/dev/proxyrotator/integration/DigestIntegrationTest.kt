package dev.proxyrotator.integration

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.ktor.client.request.header
import io.ktor.client.request.setBody

/** More than a nonce of squid is good for. */
private const val REQUESTS = 12

private val digest =
    listOf(
        RealProxy("squid with Digest", "http", Components.squidDigest, credentials = Known.PLAIN, dropsUploads = true),
        RealProxy("apache with Digest", "http", Components.apache, "apache-digest", Known.PLAIN),
    )

/** Digest (RFC 7616) as proxies check it. */
class DigestIntegrationTest :
    FunSpec({
        digest.forEach { proxy ->
            listOf(false, true).forEach { secure ->
                carries(proxy, secure)

                realTest("$proxy: a nonce that has had its day is followed by another, secure: $secure", proxy) {
                    rotatorThrough(proxy).use { rotator ->
                        val url = if (secure) RealOrigin.secureUrl() else RealOrigin.url()
                        repeat(REQUESTS) {
                            // On a connection of its own each, so that each of them asks for a tunnel.
                            rotator.get(url) { header("Connection", "close") }.status.value shouldBe 200
                            rotator.post(url) { setBody("$it") }.status.value shouldBe 200
                        }
                        RealOrigin.leaks().shouldBeEmpty()
                    }
                }
            }

            listOf("${Known.USER}:wrong", "somebody:${Known.PASSWORD}", null).forEach { credentials ->
                realTest("$proxy refuses ${credentials ?: "nobody"}, and the target sees nothing", proxy) {
                    refuses(proxy.knownAs(credentials))
                }
            }
        }
    })
