package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.ktor.client.HttpClientConfig
import io.ktor.client.plugins.HttpRequestRetry
import io.ktor.client.request.get
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.seconds

private fun VirtualAttempt.redirect(to: String) =
    respond("", HttpStatusCode.Found, headersOf(HttpHeaders.Location, to))

/** From `/0` to `/1`, and so on until `/[last]`. */
private fun VirtualAttempt.hop(last: Int) =
    request.url.encodedPath
        .removePrefix("/")
        .toInt()
        .let { if (it < last) redirect("/${it + 1}") else respond() }

private val retrying: HttpClientConfig<*>.() -> Unit = {
    install(HttpRequestRetry) {
        noRetry()
        retryIf(maxRetries = 3) { _, response -> response.status == HttpStatusCode.InternalServerError }
        constantDelay(millis = 1, randomizationMs = 1)
    }
}

class RedirectBudgetsTest :
    FunSpec({
        mapOf("alone" to null, "beside a plugin that repeats" to retrying).forEach { (how, plugin) ->
            val following: ProxyRotatorBuilder.() -> Unit = {
                if (plugin != null) client { plugin() }
            }

            test("G9 hops of redirects share the attempts of one request, $how") {
                runTest {
                    VirtualRotator(this, *proxies(9), configure = following) {
                        val path = request.url.encodedPath
                        if (path != last) {
                            last = path
                            lose()
                        }
                        hop(last = 8)
                    }.use { virtual ->
                        last = ""
                        shouldThrow<ProxyConnectionException> { virtual.rotator.get("${VIRTUAL_TARGET}0") }
                        virtual.attempts shouldHaveSize 7
                        virtual.shouldHoldNothing()
                    }
                }
            }

            test("G9 hops of redirects share the deadline of one request, $how") {
                runTest {
                    VirtualRotator(this, *proxies(9), configure = {
                        following()
                        timeouts { call = 10.seconds }
                    }) {
                        delay(3.seconds)
                        hop(last = 8)
                    }.use { virtual ->
                        shouldThrow<ProxyTimeoutException> { virtual.rotator.get("${VIRTUAL_TARGET}0") }
                        currentTime shouldBe 10_000
                        virtual.attempts shouldHaveSize 4
                        virtual.shouldHoldNothing()
                    }
                }
            }

            test("G9 hops of redirects stay on the exit of the first, $how") {
                runTest {
                    VirtualRotator(this, *proxies(9), configure = following) { hop(last = 8) }.use { virtual ->
                        virtual.rotator.get("${VIRTUAL_TARGET}0").status shouldBe HttpStatusCode.OK
                        virtual.attempts shouldHaveSize 9
                        virtual.attempts.map { it.proxy }.toSet() shouldHaveSize 1
                        virtual.rotator.get("${VIRTUAL_TARGET}8")
                        virtual.attempts
                            .takeLast(2)
                            .map { it.proxy }
                            .toSet() shouldHaveSize 2
                    }
                }
            }

            test("G9 a request to where the last one was redirected is one of its own, $how") {
                runTest {
                    VirtualRotator(this, *proxies(9), configure = {
                        following()
                        timeouts { call = 10.seconds }
                    }) {
                        delay(3.seconds)
                        hop(last = 2)
                    }.use { virtual ->
                        repeat(3) { virtual.rotator.get("${VIRTUAL_TARGET}0").status shouldBe HttpStatusCode.OK }
                        currentTime shouldBe 27_000
                    }
                }
            }
        }

        test("G9 what Ktor's own plugin repeats is a new request: its deadline, its budgets, its choice of a proxy") {
            runTest {
                VirtualRotator(this, *proxies(9), configure = {
                    client { retrying() }
                    timeouts { call = 10.seconds }
                    retry { maxAttempts = 2 }
                }) {
                    delay(4.seconds)
                    if (number % 2 == 1) lose()
                    if (number < 8) respond("", HttpStatusCode.InternalServerError) else respond()
                }.use { virtual ->
                    virtual.rotator.get(VIRTUAL_TARGET).status shouldBe HttpStatusCode.OK
                    virtual.attempts shouldHaveSize 8
                    virtual.attempts.map { it.proxy }.toSet() shouldHaveSize 8
                }
            }
        }

        test("G9 a redirect that is not followed but repeated by Ktor's own plugin is a new request, too") {
            runTest {
                VirtualRotator(this, *proxies(9), configure = {
                    timeouts { call = 10.seconds }
                    redirects { follow = false }
                    client {
                        install(HttpRequestRetry) {
                            retryIf(maxRetries = 3) { _, response -> response.status == HttpStatusCode.Found }
                            constantDelay(millis = 1, randomizationMs = 1)
                        }
                    }
                }) {
                    delay(6.seconds)
                    redirect("/other")
                }.use { virtual ->
                    virtual.rotator.client
                        .get(VIRTUAL_TARGET)
                        .status shouldBe HttpStatusCode.Found
                    virtual.attempts shouldHaveSize 4
                    virtual.attempts.map { it.proxy }.toSet() shouldHaveSize 4
                }
            }
        }
    })

/** The path that was asked for last. */
private var last = ""
