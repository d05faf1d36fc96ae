package dev.proxyrotator.failure

import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private val proxy = Proxy.parse("http://alice:s3cret@proxy.example:8080")

class AttemptErrorsTest :
    FunSpec({
        test("a handshake with the proxy that takes too long is the proxy's fault, one with the target is not") {
            fun kind(phase: Phase) = ProxyTimeoutException(phase, 10.seconds).failureKind
            kind(Phase.CONNECT) shouldBe FailureKind.CONNECT_TIMEOUT
            kind(Phase.HANDSHAKE) shouldBe FailureKind.CONNECT_TIMEOUT
            kind(Phase.TLS) shouldBe FailureKind.TLS
            kind(Phase.RESPONSE_HEAD) shouldBe FailureKind.RESPONSE_TIMEOUT
            ProxyTimeoutException(Phase.TLS, 10.seconds).message shouldContain "TLS handshake with the target"
        }

        test("I8 a machine out of descriptors or ports is no proxy's fault, and any request may be tried again") {
            FailureKind.LOCAL.blamesProxy shouldBe false
            FailureKind.LOCAL.beforeRequest shouldBe true
        }

        test("a refused tunnel says why, as far as the proxy did") {
            val error = ProxyRefusedException(proxy, 403, snippet = "<p>not\r\n\tallowed\u0000 \u202Ehere</p>")
            error.snippet shouldBe "<p>not allowed here</p>"
            error.message shouldEndWith "refused the tunnel with status 403: <p>not allowed here</p>"
            ProxyRefusedException(proxy, 403).message shouldEndWith "with status 403"
            ProxyRefusedException(proxy, 403, snippet = " \r\n ").snippet shouldBe null
        }

        test("a long refusal is kept up to a kibibyte and shown up to 200 characters") {
            val error = ProxyRefusedException(proxy, null, snippet = "x".repeat(5000))
            error.snippet?.length shouldBe 1024
            error.message.orEmpty().substringAfter(": ") shouldBe "x".repeat(200) + "…"
        }

        test("B4 B5 credentials that the proxy echoes are not shown") {
            val body = "alice / s3cret / Basic YWxpY2U6czNjcmV0 / alice:s3cret"
            val error = ProxyRefusedException(proxy, 403, snippet = body)
            listOf("alice", "s3cret", "YWxpY2U6czNjcmV0").forEach { error.toString() shouldNotContain it }
            error.snippet shouldBe "*** / *** / Basic *** / ***"
        }

        test("TLS that failed says why") {
            ProxyTlsException(proxy, detail = "the certificate has expired").message shouldEndWith
                ": the certificate has expired"
            ProxyTlsException(proxy).message shouldStartWith "TLS failed through proxy"
        }

        test("an attempt shows in one line how far it came and whose fault it was") {
            val cause = ProxyUnreachableException(proxy, FailureKind.CONNECT)
            val judgement =
                OutcomeClassifier().judge(cause, FailureKind.CONNECT, ProxyScheme.HTTP, secure = true, hasHead = false)
            val failed = Attempt(1, proxy, 12.milliseconds, FailureKind.CONNECT, null, cause, judgement)
            failed.phase shouldBe AttemptPhase.PROXY_CONNECT
            failed.blame shouldBe Blame.PROXY
            failed.toString() shouldBe
                "#1 via http://***@proxy.example:8080: CONNECT (proxy) after 12ms " +
                "(Cannot reach proxy http://***@proxy.example:8080)"
            val succeeded = Attempt(2, proxy, 7.milliseconds, null, 200, null)
            succeeded.phase shouldBe null
            succeeded.blame shouldBe null
            succeeded.toString() shouldBe "#2 via http://***@proxy.example:8080: ok 200 after 7ms"
        }
    })
