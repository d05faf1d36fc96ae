package dev.proxyrotator.rotation

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.testkit.Canary
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.request.prepareGet
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.http.headersOf
import io.ktor.http.toHttpDate
import io.ktor.util.date.GMTDate
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully
import io.ktor.utils.io.writeStringUtf8
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private class Counted : OutgoingContent.WriteChannelContent() {
    var asked = 0

    override suspend fun writeTo(channel: ByteWriteChannel) {
        asked++
        channel.writeStringUtf8("once")
    }
}

private suspend fun VirtualAttempt.takeBody() {
    (request.body as OutgoingContent.WriteChannelContent).writeTo(ByteChannel(autoFlush = true))
}

class RepetitionTest :
    FunSpec({
        test("G3 a produced body is asked for once: before it was touched it goes elsewhere, afterwards nowhere") {
            runTest {
                val untouched = Counted()
                VirtualRotator(this, *proxies(5)) {
                    if (number < 3) refuse()
                    takeBody()
                    respond()
                }.use { virtual ->
                    virtual.rotator.put(VIRTUAL_TARGET) { setBody(untouched) }.attempts shouldHaveSize 3
                }
                untouched.asked shouldBe 1
                val touched = Counted()
                VirtualRotator(this, *proxies(5)) {
                    takeBody()
                    if (number == 1) respond("", HttpStatusCode.ServiceUnavailable) else respond()
                }.use { virtual ->
                    val response =
                        virtual.rotator.put(VIRTUAL_TARGET) {
                            setBody(touched)
                            rotation { idempotencyKey = "k" }
                        }
                    response.status shouldBe HttpStatusCode.ServiceUnavailable
                    response.attempts shouldHaveSize 1
                }
                touched.asked shouldBe 1
            }
        }

        RotationStrategy.names.forEach { name ->
            test("G4 under $name a retry never goes to a proxy already tried while another exists") {
                runTest {
                    VirtualRotator(this, *proxies(8), configure = {
                        strategy(name)
                        health { enabled = false }
                        retry {
                            maxAttempts = 12
                            maxFailovers = 12
                        }
                    }) {
                        delay(100.milliseconds)
                        if (number % 2 == 0) lose() else refuse()
                    }.use { virtual ->
                        repeat(5) {
                            val before = virtual.attempts.size
                            // Each at a host of its own, where nobody is known to fail yet.
                            runCatching { virtual.rotator.get("http://target$it.example/") }
                            val used = virtual.attempts.drop(before).map { attempt -> attempt.proxy }
                            withClue(used) { used.take(8).toSet().size shouldBe minOf(8, used.size) }
                        }
                        virtual.attempts.size shouldBe virtual.failures.toInt()
                    }
                }
            }
        }

        test("G6 Retry-After as seconds or a date is waited for, junk is not, and a past one is over") {
            runTest {
                suspend fun wait(value: String): Long? {
                    val before = currentTime
                    VirtualRotator(this, *proxies(3)) {
                        val retryAfter = headersOf(HttpHeaders.RetryAfter, value)
                        if (number == 1) respond("", HttpStatusCode.ServiceUnavailable, retryAfter) else respond()
                    }.use { virtual ->
                        val response = virtual.rotator.get(VIRTUAL_TARGET)
                        return (currentTime - before).takeIf { response.status == HttpStatusCode.OK }
                    }
                }

                fun date(offset: Long) = GMTDate(GMTDate().timestamp + offset * 1_000).toHttpDate()
                wait("20") shouldBe 20_000
                wait("0")!! shouldBeInRange 0L..100L
                wait("-5")!! shouldBeInRange 0L..100L
                wait("soon")!! shouldBeInRange 0L..100L
                wait("1e1")!! shouldBeInRange 0L..100L
                wait("")!! shouldBeInRange 0L..100L
                wait("99999999999999999999999") shouldBe null
                wait("61") shouldBe null
                wait(date(30))!! shouldBeInRange 5_000L..30_000L
                wait(date(-30))!! shouldBeInRange 0L..100L
                wait(date(3_600)) shouldBe null
            }
        }

        test("G7 the deadline holds over attempts and waits, and what happened is told without a secret") {
            runTest {
                val secret = Canary.TOKEN
                val proxies = Array(6) { "http://user:$secret@p$it.example" }
                VirtualRotator(this, *proxies, configure = { timeouts { call = 10.seconds } }) {
                    delay(3.seconds)
                    when (number) {
                        1 -> refuse()
                        3 -> awaitCancellation()
                        else -> throw ProxyConnectionLostException(route.proxy, "reset")
                    }
                }.use { virtual ->
                    val error = shouldThrow<ProxyTimeoutException> { virtual.rotator.get(VIRTUAL_TARGET) }
                    currentTime shouldBe 10_000
                    error.attempts.map { it.failure } shouldBe
                        listOf(FailureKind.CONNECT, FailureKind.CONNECTION_LOST, FailureKind.RESPONSE_TIMEOUT)
                    error.stackTraceToString() shouldNotContain secret
                    val failed =
                        shouldThrow<ProxyConnectionException> {
                            virtual.rotator.get(VIRTUAL_TARGET) {
                                rotation {
                                    timeout = 4.seconds
                                    maxAttempts = 1
                                    maxFailovers = 0
                                }
                            }
                        }
                    failed.stackTraceToString() shouldNotContain secret
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("G7 the last error is the cause and the others are suppressed") {
            runTest {
                VirtualRotator(this, *proxies(6)) {
                    throw ProxyConnectionLostException(route.proxy, "reset $number")
                }.use { virtual ->
                    val error = shouldThrow<ProxyConnectionException> { virtual.rotator.get(VIRTUAL_TARGET) }
                    error.cause?.message?.contains("reset 4") shouldBe true
                    error.suppressed.map { it.message.orEmpty().takeLast(1) } shouldBe listOf("1", "2", "3")
                }
            }
        }

        test("G8 what is repeated brings no byte twice to who reads the stream") {
            runTest {
                VirtualRotator(this, *proxies(6)) {
                    when (number) {
                        1 -> lose()
                        2 -> respond("not this", HttpStatusCode.ServiceUnavailable)
                        else -> stream { it.writeFully("0123456789".toByteArray()) }
                    }
                }.use { virtual ->
                    val read = StringBuilder()
                    virtual.rotator
                        .streamGet(
                            VIRTUAL_TARGET,
                            chunkSize = 3,
                        ).collect { read.append(it.decodeToString()) }
                    read.toString() shouldBe "0123456789"
                    virtual.attempts shouldHaveSize 3
                }
            }
        }

        test("G8, G10 a stream that breaks off once its head was there is not begun again") {
            runTest {
                VirtualRotator(this, *proxies(6)) {
                    stream {
                        it.writeFully("0123".toByteArray())
                        delay(1.seconds)
                        lose()
                    }
                }.use { virtual ->
                    val read = StringBuilder()
                    shouldThrow<StreamInterruptedException> {
                        virtual.rotator.streamGet(VIRTUAL_TARGET).collect { read.append(it.decodeToString()) }
                    }
                    read.toString() shouldBe "0123"
                    virtual.attempts shouldHaveSize 1
                    virtual.shouldHoldNothing()
                    virtual.failures shouldBe 1
                }
            }
        }

        test("G10 once the caller of the Ktor client has the head, nothing is repeated") {
            runTest {
                VirtualRotator(this, *proxies(6)) {
                    stream {
                        it.writeFully("0123".toByteArray())
                        lose()
                    }
                }.use { virtual ->
                    val statement = virtual.rotator.client.prepareGet(VIRTUAL_TARGET)
                    val result = statement.execute { runCatching { it.bodyAsBytes() } }
                    result.isFailure shouldBe true
                    virtual.attempts shouldHaveSize 1
                }
            }
        }

        test("a body that breaks off before it was in memory is fetched again, and brings no byte of the first") {
            runTest {
                VirtualRotator(this, *proxies(6)) {
                    if (number > 1) return@VirtualRotator stream { it.writeFully("whole".toByteArray()) }
                    stream {
                        it.writeFully("half".toByteArray())
                        lose()
                    }
                }.use { virtual ->
                    val response = virtual.rotator.get(VIRTUAL_TARGET)
                    response.bodyAsText() shouldBe "whole"
                    response.attempts.map { it.failure } shouldBe listOf(FailureKind.CONNECTION_LOST, null)
                    virtual.shouldHoldNothing()
                }
            }
        }
    })
