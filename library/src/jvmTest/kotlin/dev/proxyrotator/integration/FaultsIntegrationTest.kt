package dev.proxyrotator.integration

import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTlsException
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.statement.bodyAsText
import kotlin.time.Duration.Companion.milliseconds

private val http = { RealOrigin.url() }
private val https = { RealOrigin.secureUrl() }

/** Proxies that lie, refuse, say nothing or go away; haproxy plays them all. */
class FaultsIntegrationTest :
    FunSpec({
        /** A test over the proxy that listens on the port of that name. */
        fun through(
            name: String,
            port: String,
            test: suspend (RealProxy) -> Unit,
        ) = HttpProxies.answering(port).let { proxy -> realTest(name, proxy) { test(proxy) } }

        through("K1 D11 a portal's page is an answer to http, and no TLS to https", "portal") { proxy ->
            rotatorThrough(proxy).use { it.get(http()).bodyAsText() shouldContain "log in" }
            failure(proxy, https).shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe false
        }

        through("C17 a redirect in answer to CONNECT is a refusal", "answers-302") { proxy ->
            failure(proxy, https).shouldBeInstanceOf<ProxyRefusedException>().status shouldBe 302
        }

        listOf(403, 429, 503).forEach { status ->
            through("K5 a $status is an answer to http, and a refusal of a tunnel", "answers-$status") { proxy ->
                rotatorThrough(proxy).use { it.get(http()).status.value shouldBe status }
                failure(proxy, https).shouldBeInstanceOf<ProxyRefusedException>().status shouldBe status
            }
        }

        through("K4 a proxy that is never content is given up", "answers-407") { proxy ->
            listOf(http, https).forEach { url ->
                failure(proxy.knownAs(Known.PLAIN), url).shouldBeInstanceOf<ProxyAuthenticationException>()
            }
        }

        through("a proxy that adds headers can do so to http alone", "injecting") { proxy ->
            rotatorThrough(proxy).use {
                it.get(http()).headers["X-Injected"] shouldBe "advertisement"
                it.get(https()).headers["X-Injected"] shouldBe null
            }
        }

        through("a proxy that accepts and says nothing costs the time it may take", "silent") { proxy ->
            listOf(http, https).forEach { url ->
                failure(proxy, url).shouldBeInstanceOf<ProxyTimeoutException>()
            }
        }

        through("a proxy that accepts and closes is a failure", "closing") { proxy ->
            listOf(http, https).forEach { failure(proxy, it) }
        }
    })

private suspend fun failure(
    proxy: Route,
    url: () -> String,
): Throwable? =
    rotatorThrough(proxy) {
        timeouts {
            handshake = 500.milliseconds
            responseHead = 500.milliseconds
        }
    }.use { it.failureOf(url()) }
