package dev.proxyrotator.failure

import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.ktor.http.Headers
import io.ktor.http.headersOf
import kotlin.time.Duration.Companion.seconds

private val proxy = Proxy.parse("http://proxy.example:8080")
private val classifier = OutcomeClassifier()

private fun timeout(
    phase: Phase,
    isSending: Boolean = false,
) = ProxyTimeoutException(phase, 10.seconds, isSending = isSending)

private fun lost(isSending: Boolean = false) = ProxyConnectionLostException(proxy, "cut", isSending = isSending)

private fun unreachable(kind: FailureKind) = ProxyUnreachableException(proxy, kind)

private fun judged(
    cause: ProxyRotatorException,
    scheme: ProxyScheme = ProxyScheme.HTTP,
    secure: Boolean = true,
    hasHead: Boolean = false,
) = classifier.judge(cause, checkNotNull(cause.failureKind), scheme, secure, hasHead)

/** `phase blame severity`, and `host` when the failure may be the host's. */
private fun Judgement.row() =
    listOfNotNull(phase, blame, severity, "host".takeIf { concernsHost }).joinToString(" ") { it.toString() }

private fun status(
    status: Int,
    proxyStatus: String? = null,
    forwarded: Boolean = true,
): String? {
    val headers = if (proxyStatus == null) Headers.Empty else headersOf("proxy-status", proxyStatus)
    return classifier.judgeStatus(status, headers, forwarded)?.also { it.kind shouldBe FailureKind.STATUS }?.row()
}

class OutcomeClassifierTest :
    FunSpec({
        test("who does not get to the proxy blames it") {
            mapOf(
                unreachable(FailureKind.PROXY_NAME) to "PROXY_NAME PROXY FULL",
                unreachable(FailureKind.CONNECT) to "PROXY_CONNECT PROXY FULL",
                timeout(Phase.CONNECT) to "PROXY_CONNECT PROXY FULL",
            ).forEach { (cause, row) -> withClue(cause) { judged(cause).row() shouldBe row } }
        }

        test("I8 what this machine lacks, and what its user removed, is nobody else's fault") {
            judged(unreachable(FailureKind.LOCAL)).row() shouldBe "PROXY_CONNECT CLIENT NONE"
            judged(ProxyRemovedException(proxy)).row() shouldBe "FIRST_BYTE CLIENT NONE"
            judged(ProxyRemovedException(proxy), hasHead = true).row() shouldBe "BODY CLIENT NONE"
        }

        test("a proxy silent on CONNECT may be waiting for the target") {
            judged(timeout(Phase.HANDSHAKE)).row() shouldBe "HANDSHAKE UNKNOWN FULL host"
            judged(timeout(Phase.HANDSHAKE)).kind shouldBe FailureKind.CONNECT_TIMEOUT
        }

        test("K4 a 407 takes the proxy out, unless the target may have said it") {
            judged(ProxyAuthenticationException(proxy, 407)).row() shouldBe "PROXY_AUTHENTICATION PROXY CREDENTIALS"
            val doubtful = judged(ProxyAuthenticationException(proxy, 407, isCertain = false))
            doubtful.row() shouldBe "FIRST_BYTE UNKNOWN FULL host"
            doubtful.kind shouldBe FailureKind.PROTOCOL
        }

        test("K5 CONNECT refused for the target's sake weighs a quarter, anything else is the proxy's") {
            listOf(403, 404, 502, 503, 504).forEach {
                withClue(it) { judged(ProxyRefusedException(proxy, it)).row() shouldBe "TUNNEL UNKNOWN QUARTER host" }
            }
            listOf(null, 302, 400, 405, 429, 500, 511).forEach {
                withClue(it) { judged(ProxyRefusedException(proxy, it)).row() shouldBe "TUNNEL PROXY FULL" }
            }
            judged(ProxyProtocolException(proxy, "no HTTP", isBeforeRequest = true)).row() shouldBe "TUNNEL PROXY FULL"
        }

        test("every SOCKS reply is judged by what it is about") {
            val socks = Proxy.parse("socks5://proxy.example")

            fun judgedBy(reply: SocksReply) = judged(ProxyRefusedException(socks, null, socksReply = reply)).row()
            listOf(1, 7, 8).forEach { code ->
                judgedBy(SocksReply.entries.single { it.code == code }) shouldBe "TUNNEL PROXY FULL"
            }
            listOf(2, 3, 4, 5, 6, 91).forEach { code ->
                judgedBy(SocksReply.entries.single { it.code == code }) shouldBe "TUNNEL UNKNOWN QUARTER host"
            }
            listOf(null, SocksReply.IDENTD_UNREACHABLE, SocksReply.IDENTD_MISMATCH).forEach {
                val refused = ProxyAuthenticationException(socks, status = null, socksReply = it)
                judged(refused).row() shouldBe "PROXY_AUTHENTICATION PROXY CREDENTIALS"
            }
        }

        test("D3 a certificate that is not the target's is an interception, whoever it was") {
            judged(ProxyTlsException(proxy, isUntrusted = true)).row() shouldBe "TARGET_TLS UNKNOWN INTERCEPTION host"
        }

        test("D11 K3 no TLS, an alert, an end or no end of the TLS handshake may be either's") {
            judged(ProxyTlsException(proxy)).row() shouldBe "TARGET_TLS UNKNOWN FULL host"
            judged(timeout(Phase.TLS)).row() shouldBe "TARGET_TLS UNKNOWN FULL host"
        }

        test("TLS with the proxy itself is the proxy's") {
            fun own(cause: ProxyRotatorException) = judged(cause, ProxyScheme.HTTPS, secure = false).row()
            own(ProxyTlsException(proxy, isWithProxy = true)) shouldBe "PROXY_TLS PROXY FULL"
            own(ProxyTlsException(proxy, isUntrusted = true, isWithProxy = true)) shouldBe
                "PROXY_TLS PROXY INTERCEPTION"
        }

        test("C14 garbage inside TLS is the target's, elsewhere the proxy may have written it") {
            val garbage = ProxyProtocolException(proxy, "no HTTP")
            judged(garbage, secure = true).row() shouldBe "FIRST_BYTE TARGET NONE host"
            judged(garbage, secure = true, hasHead = true).row() shouldBe "BODY TARGET NONE host"
            judged(garbage, secure = false).row() shouldBe "FIRST_BYTE UNKNOWN FULL host"
            judged(garbage, secure = false, hasHead = true).row() shouldBe "BODY UNKNOWN FULL host"
        }

        test("who broke off or fell silent is not known, but how far it had come") {
            listOf(true, false).forEach { secure ->
                fun at(
                    cause: ProxyRotatorException,
                    hasHead: Boolean = false,
                ) = judged(cause, secure = secure, hasHead = hasHead).row()
                at(lost(isSending = true)) shouldBe "SEND UNKNOWN FULL host"
                at(lost()) shouldBe "FIRST_BYTE UNKNOWN FULL host"
                at(lost(isSending = true), hasHead = true) shouldBe "BODY UNKNOWN FULL host"
                at(lost(), hasHead = true) shouldBe "BODY UNKNOWN FULL host"
                at(timeout(Phase.IDLE, isSending = true)) shouldBe "SEND UNKNOWN FULL host"
                at(timeout(Phase.RESPONSE_HEAD)) shouldBe "FIRST_BYTE UNKNOWN FULL host"
                at(timeout(Phase.IDLE), hasHead = true) shouldBe "BODY UNKNOWN FULL host"
                at(timeout(Phase.BODY_RATE), hasHead = true) shouldBe "BODY UNKNOWN FULL host"
            }
        }

        test("a call that ran out of time has no error of its own") {
            val judgement =
                classifier.judge(null, FailureKind.RESPONSE_TIMEOUT, ProxyScheme.HTTP, secure = true, hasHead = false)
            judgement.row() shouldBe "FIRST_BYTE UNKNOWN FULL host"
        }

        test("without a proxy all but this side's faults are the target's") {
            val causes =
                listOf(
                    unreachable(FailureKind.PROXY_NAME) to "PROXY_NAME TARGET NONE host",
                    unreachable(FailureKind.CONNECT) to "PROXY_CONNECT TARGET NONE host",
                    timeout(Phase.CONNECT) to "PROXY_CONNECT TARGET NONE host",
                    unreachable(FailureKind.LOCAL) to "PROXY_CONNECT CLIENT NONE",
                    ProxyTlsException(proxy, isUntrusted = true) to "TARGET_TLS TARGET NONE host",
                    ProxyProtocolException(proxy, "no HTTP") to "FIRST_BYTE TARGET NONE host",
                    lost() to "FIRST_BYTE TARGET NONE host",
                )
            causes.forEach { (cause, row) -> withClue(cause) { judged(cause, ProxyScheme.DIRECT).row() shouldBe row } }
        }

        test("every kind of failure is judged, and what it is judged as keeps its promise to the origin") {
            FailureKind.entries.forEach { kind ->
                ProxyScheme.entries.forEach { scheme ->
                    val judgement = classifier.judge(null, kind, scheme, secure = true, hasHead = false)
                    withClue("$kind $scheme ${judgement.row()}") {
                        if (judgement.kind.beforeRequest) kind.beforeRequest shouldBe true
                        if (judgement.blame == Blame.CLIENT) judgement.severity shouldBe Severity.NONE
                        if (scheme == ProxyScheme.DIRECT) judgement.severity shouldBe Severity.NONE
                        if (judgement.blame == Blame.UNKNOWN) judgement.concernsHost shouldBe true
                    }
                }
            }
        }

        test("K5 in a tunnel every error status is the target's, whatever it says of proxies") {
            status(503, forwarded = false) shouldBe "FIRST_BYTE TARGET NONE host"
            status(407, "squid; error=proxy_internal_error", forwarded = false) shouldBe "FIRST_BYTE TARGET NONE host"
        }

        test("K5 on a forwarded request an error status may be either's, unless Proxy-Status tells") {
            status(503) shouldBe "FIRST_BYTE UNKNOWN NONE host"
            status(503, "squid; error=dns_timeout") shouldBe "TUNNEL TARGET QUARTER host"
            status(500, "squid; error=proxy_internal_error") shouldBe "TUNNEL PROXY FULL host"
            status(400, "squid; error=http_request_error") shouldBe "SEND CLIENT NONE"
            status(503, "squid; received-status=503") shouldBe "FIRST_BYTE TARGET NONE host"
        }

        test("the last member counts, and what is not understood tells nothing") {
            status(502, "cdn; error=proxy_internal_error, squid; error=dns_error") shouldBe "TUNNEL TARGET QUARTER host"
            status(502, "squid; error=dns_error, own") shouldBe "FIRST_BYTE UNKNOWN NONE host"
            status(502, "squid; error=made_up; received-status=502") shouldBe "FIRST_BYTE UNKNOWN NONE host"
            status(502, "squid; received-status=200") shouldBe "FIRST_BYTE UNKNOWN NONE host"
            status(502, "squid; error=\"dns_error") shouldBe "FIRST_BYTE UNKNOWN NONE host"
        }

        test("a response below 400 is no error, whatever stands in it") {
            status(200) shouldBe null
            status(304, "squid; error=proxy_internal_error") shouldBe null
            status(400) shouldNotBe null
        }
    })
