package dev.proxyrotator.failure

import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.proxy.ProxyScheme
import io.ktor.http.Headers

/**
 * Whose fault a failure is, and how much it weighs.
 *
 * | what happened | phase | blame | severity | concerns the host |
 * |---|---|---|---|---|
 * | the proxy's name did not resolve | PROXY_NAME | PROXY | FULL | |
 * | no connection to the proxy, or not in time | PROXY_CONNECT | PROXY | FULL | |
 * | TLS with the proxy itself: its certificate is refused | PROXY_TLS | PROXY | INTERCEPTION | |
 * | TLS with the proxy itself: anything else | PROXY_TLS | PROXY | FULL | |
 * | no answer to CONNECT or SOCKS in time: the proxy may be waiting for the target | HANDSHAKE | UNKNOWN | FULL | yes |
 * | 407; SOCKS: the user was refused, SOCKS 4 replies 92 and 93 | PROXY_AUTHENTICATION | PROXY | CREDENTIALS | |
 * | 407 to a forwarded request, without a scheme: may be the target's | FIRST_BYTE | UNKNOWN | FULL | yes |
 * | CONNECT refused with 403, 404, 502, 503 or 504 | TUNNEL | UNKNOWN | QUARTER | yes |
 * | SOCKS 5 replies 2 to 6, SOCKS 4 reply 91 | TUNNEL | UNKNOWN | QUARTER | yes |
 * | CONNECT or SOCKS refused otherwise (replies 1, 7, 8), cut off or answered with garbage | TUNNEL | PROXY | FULL | |
 * | TLS with the target: its certificate is refused | TARGET_TLS | UNKNOWN | INTERCEPTION | yes |
 * | TLS with the target: not TLS, alert, cut off, not in time | TARGET_TLS | UNKNOWN | FULL | yes |
 * | garbage where nobody on the way can have changed it (TLS) | FIRST_BYTE, BODY | TARGET | NONE | yes |
 * | garbage otherwise | FIRST_BYTE, BODY | UNKNOWN | FULL | yes |
 * | connection lost, or silence for too long | SEND, FIRST_BYTE, BODY | UNKNOWN | FULL | yes |
 * | a validator refused the response | BODY | PROXY | FULL | |
 * | this machine ran out of descriptors or ports | PROXY_CONNECT | CLIENT | NONE | |
 * | the proxy was removed meanwhile | FIRST_BYTE, BODY | CLIENT | NONE | |
 *
 * Without a proxy in between ([ProxyScheme.DIRECT]) whatever is not this side's fault is the target's, and there is no
 * health to be told.
 */
internal class OutcomeClassifier {
    /**
     * @param cause `null` when the time of the whole call ended the attempt
     * @param kind the [cause]'s own, or what ended the attempt without one
     * @param secure whether the target is spoken to over TLS
     * @param hasHead whether the head of the response had arrived
     */
    fun judge(
        cause: ProxyRotatorException?,
        kind: FailureKind,
        scheme: ProxyScheme,
        secure: Boolean,
        hasHead: Boolean,
    ): Judgement {
        val judgement =
            when (kind) {
                FailureKind.PROXY_NAME -> proxyFault(kind, AttemptPhase.PROXY_NAME)
                FailureKind.REJECTED -> proxyFault(kind, AttemptPhase.BODY)
                FailureKind.CONNECT -> proxyFault(kind, AttemptPhase.PROXY_CONNECT)
                FailureKind.LOCAL -> ownFault(kind, AttemptPhase.PROXY_CONNECT)
                FailureKind.REMOVED -> ownFault(kind, answering(hasHead))
                else -> judgeConnected(cause, kind, secure, hasHead)
            }
        return if (scheme == ProxyScheme.DIRECT) withoutProxy(judgement) else judgement
    }

    /**
     * What a response says of an error on the way, whether it is tried again or not; `null` when it is none (below 400).
     * Inside a tunnel all that comes back is the target's. A forwarded request may have been answered by the proxy or
     * by the target; a `Proxy-Status` field (RFC 9209) tells which, and its last member is the proxy nearest to us.
     *
     * @param forwarded whether the proxy could read the request: `http` through an HTTP proxy
     */
    fun judgeStatus(
        status: Int,
        headers: Headers,
        forwarded: Boolean,
    ): Judgement? {
        if (status < FIRST_ERROR) return null
        if (!forwarded) return answer(Blame.TARGET)
        return answer(headers.getAll(ProxyStatus.FIELD)?.let { ProxyStatus.parse(it) }?.lastOrNull())
    }

    private fun judgeConnected(
        cause: ProxyRotatorException?,
        kind: FailureKind,
        secure: Boolean,
        hasHead: Boolean,
    ): Judgement =
        when (kind) {
            FailureKind.CONNECT_TIMEOUT -> connectTimeout(cause, kind)
            FailureKind.AUTHENTICATION -> authentication(cause, kind)
            FailureKind.TUNNEL -> refusal(cause, kind)
            FailureKind.TLS -> tls(cause, kind)
            FailureKind.PROTOCOL -> garbage(kind, secure, hasHead)
            FailureKind.STATUS -> answer(Blame.UNKNOWN)
            else -> brokenOff(cause, kind, hasHead)
        }

    private fun connectTimeout(
        cause: ProxyRotatorException?,
        kind: FailureKind,
    ): Judgement {
        val isHandshake = cause is ProxyTimeoutException && cause.phase == Phase.HANDSHAKE
        return if (isHandshake) {
            doubtful(kind, AttemptPhase.HANDSHAKE)
        } else {
            proxyFault(kind, AttemptPhase.PROXY_CONNECT)
        }
    }

    private fun authentication(
        cause: ProxyRotatorException?,
        kind: FailureKind,
    ): Judgement {
        val isCertain = cause !is ProxyAuthenticationException || cause.isCertain
        return if (isCertain) {
            proxyFault(kind, AttemptPhase.PROXY_AUTHENTICATION, Severity.CREDENTIALS)
        } else {
            doubtful(FailureKind.PROTOCOL, AttemptPhase.FIRST_BYTE)
        }
    }

    private fun refusal(
        cause: ProxyRotatorException?,
        kind: FailureKind,
    ): Judgement {
        val refused = cause as? ProxyRefusedException
        val isAboutTarget = refused?.status in ABOUT_THE_TARGET || refused?.socksReply?.isAboutTarget == true
        return if (isAboutTarget) {
            doubtful(kind, AttemptPhase.TUNNEL, Severity.QUARTER)
        } else {
            proxyFault(kind, AttemptPhase.TUNNEL)
        }
    }

    private fun tls(
        cause: ProxyRotatorException?,
        kind: FailureKind,
    ): Judgement {
        val isUntrusted = cause is ProxyTlsException && cause.isUntrusted
        val isWithProxy = cause is ProxyTlsException && cause.isWithProxy
        val severity = if (isUntrusted) Severity.INTERCEPTION else Severity.FULL
        return if (isWithProxy) {
            proxyFault(kind, AttemptPhase.PROXY_TLS, severity)
        } else {
            doubtful(kind, AttemptPhase.TARGET_TLS, severity)
        }
    }

    private fun garbage(
        kind: FailureKind,
        secure: Boolean,
        hasHead: Boolean,
    ): Judgement =
        if (secure) {
            Judgement(kind, answering(hasHead), Blame.TARGET, Severity.NONE, concernsHost = true)
        } else {
            doubtful(kind, answering(hasHead))
        }

    private fun brokenOff(
        cause: ProxyRotatorException?,
        kind: FailureKind,
        hasHead: Boolean,
    ): Judgement {
        val isSending =
            when (cause) {
                is ProxyConnectionLostException -> cause.isSending
                is ProxyTimeoutException -> cause.isSending
                else -> false
            }
        return doubtful(kind, if (isSending && !hasHead) AttemptPhase.SEND else answering(hasHead))
    }

    private fun answering(hasHead: Boolean) = if (hasHead) AttemptPhase.BODY else AttemptPhase.FIRST_BYTE

    private fun proxyFault(
        kind: FailureKind,
        phase: AttemptPhase,
        severity: Severity = Severity.FULL,
    ) = Judgement(kind, phase, Blame.PROXY, severity, concernsHost = false)

    private fun doubtful(
        kind: FailureKind,
        phase: AttemptPhase,
        severity: Severity = Severity.FULL,
    ) = Judgement(kind, phase, Blame.UNKNOWN, severity, concernsHost = true)

    private fun ownFault(
        kind: FailureKind,
        phase: AttemptPhase,
    ) = Judgement(kind, phase, Blame.CLIENT, Severity.NONE, concernsHost = false)

    private fun withoutProxy(judgement: Judgement): Judgement {
        if (judgement.blame == Blame.CLIENT) return judgement
        return Judgement(judgement.kind, judgement.phase, Blame.TARGET, Severity.NONE, concernsHost = true)
    }

    private fun answer(said: ProxyStatus?): Judgement {
        if (said == null) return answer(Blame.UNKNOWN)
        if (said.error != null) return ProxyStatusError.of(said.error)?.let(::answer) ?: answer(Blame.UNKNOWN)
        // An error status that the proxy itself was given.
        val isReceived = said.receivedStatus != null && said.receivedStatus >= FIRST_ERROR
        return answer(if (isReceived) Blame.TARGET else Blame.UNKNOWN)
    }

    private fun answer(blame: Blame) =
        Judgement(FailureKind.STATUS, AttemptPhase.FIRST_BYTE, blame, Severity.NONE, concernsHost = true)

    private fun answer(error: ProxyStatusError) =
        Judgement(
            FailureKind.STATUS,
            error.phase,
            error.blame,
            error.severity,
            // The field may as well have been written by a proxy on the target's side.
            concernsHost = error.blame != Blame.CLIENT,
        )

    private companion object {
        const val FIRST_ERROR = 400
        val ABOUT_THE_TARGET = setOf(403, 404, 502, 503, 504)
    }
}
