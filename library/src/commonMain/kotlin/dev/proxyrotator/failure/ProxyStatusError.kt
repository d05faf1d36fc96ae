package dev.proxyrotator.failure

import dev.proxyrotator.failure.AttemptPhase.BODY
import dev.proxyrotator.failure.AttemptPhase.FIRST_BYTE
import dev.proxyrotator.failure.AttemptPhase.SEND
import dev.proxyrotator.failure.AttemptPhase.TARGET_TLS
import dev.proxyrotator.failure.AttemptPhase.TUNNEL
import dev.proxyrotator.failure.Blame.CLIENT
import dev.proxyrotator.failure.Blame.PROXY
import dev.proxyrotator.failure.Blame.TARGET
import dev.proxyrotator.failure.Severity.FULL
import dev.proxyrotator.failure.Severity.NONE
import dev.proxyrotator.failure.Severity.QUARTER

/**
 * The error types of `Proxy-Status` (RFC 9209 §2.3), each with what it means here. A proxy that does not get to the
 * target is charged a quarter, as for a CONNECT it answers with 502: once is the target, always is the proxy.
 */
internal enum class ProxyStatusError(
    val phase: AttemptPhase,
    val blame: Blame,
    val severity: Severity,
) {
    DNS_TIMEOUT(TUNNEL, TARGET, QUARTER),
    DNS_ERROR(TUNNEL, TARGET, QUARTER),
    DESTINATION_NOT_FOUND(TUNNEL, TARGET, QUARTER),
    DESTINATION_UNAVAILABLE(TUNNEL, TARGET, QUARTER),
    DESTINATION_IP_PROHIBITED(TUNNEL, TARGET, QUARTER),
    DESTINATION_IP_UNROUTABLE(TUNNEL, TARGET, QUARTER),
    CONNECTION_REFUSED(TUNNEL, TARGET, QUARTER),
    CONNECTION_TERMINATED(FIRST_BYTE, TARGET, QUARTER),
    CONNECTION_TIMEOUT(TUNNEL, TARGET, QUARTER),
    CONNECTION_READ_TIMEOUT(FIRST_BYTE, TARGET, QUARTER),
    CONNECTION_WRITE_TIMEOUT(SEND, TARGET, QUARTER),

    /** The proxy allows itself no more connections to this target. */
    CONNECTION_LIMIT_REACHED(TUNNEL, PROXY, QUARTER),
    TLS_PROTOCOL_ERROR(TARGET_TLS, TARGET, NONE),
    TLS_CERTIFICATE_ERROR(TARGET_TLS, TARGET, NONE),
    TLS_ALERT_RECEIVED(TARGET_TLS, TARGET, NONE),

    /** The proxy, in the target's place, finds the request itself wrong: any other would too. */
    HTTP_REQUEST_ERROR(SEND, CLIENT, NONE),

    /** The proxy's rules forbid this request. */
    HTTP_REQUEST_DENIED(TUNNEL, PROXY, QUARTER),
    HTTP_RESPONSE_INCOMPLETE(BODY, TARGET, NONE),
    HTTP_RESPONSE_HEADER_SECTION_SIZE(FIRST_BYTE, TARGET, NONE),
    HTTP_RESPONSE_HEADER_SIZE(FIRST_BYTE, TARGET, NONE),
    HTTP_RESPONSE_BODY_SIZE(BODY, TARGET, NONE),
    HTTP_RESPONSE_TRAILER_SECTION_SIZE(BODY, TARGET, NONE),
    HTTP_RESPONSE_TRAILER_SIZE(BODY, TARGET, NONE),
    HTTP_RESPONSE_TRANSFER_CODING(BODY, TARGET, NONE),
    HTTP_RESPONSE_CONTENT_CODING(BODY, TARGET, NONE),
    HTTP_RESPONSE_TIMEOUT(FIRST_BYTE, TARGET, NONE),
    HTTP_UPGRADE_FAILED(FIRST_BYTE, TARGET, NONE),
    HTTP_PROTOCOL_ERROR(FIRST_BYTE, TARGET, NONE),

    /** The proxy answered by itself, without asking the target: a quota, a page of its own. */
    PROXY_INTERNAL_RESPONSE(TUNNEL, PROXY, QUARTER),
    PROXY_INTERNAL_ERROR(TUNNEL, PROXY, FULL),
    PROXY_CONFIGURATION_ERROR(TUNNEL, PROXY, FULL),
    PROXY_LOOP_DETECTED(TUNNEL, PROXY, FULL),
    ;

    companion object {
        private val byToken = entries.associateBy { it.name.lowercase() }

        /** `null` for a type that is not registered. */
        fun of(token: String): ProxyStatusError? = byToken[token]
    }
}
