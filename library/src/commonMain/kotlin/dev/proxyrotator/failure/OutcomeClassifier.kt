package dev.proxyrotator.failure

/** The [FailureKind] of an error a transport reported, or `null` when the error is not about one attempt. */
internal fun ProxyRotatorException.failureKind(): FailureKind? =
    when (this) {
        is ProxyUnreachableException -> kind
        is ProxyTimeoutException ->
            if (phase == ProxyTimeoutException.Phase.CONNECT) FailureKind.CONNECT_TIMEOUT else FailureKind.RESPONSE_TIMEOUT
        is ProxyAuthenticationException -> FailureKind.AUTHENTICATION
        is ProxyRefusedException -> FailureKind.TUNNEL
        is ProxyTlsException -> FailureKind.TLS
        is ProxyProtocolException -> FailureKind.PROTOCOL
        is ProxyConnectionLostException -> FailureKind.CONNECTION_LOST
        is ProxyRemovedException -> FailureKind.REMOVED
        is ProxyPoolEmptyException, is ProxyConnectionException,
        is StreamInterruptedException, is ResponseTooLargeException,
        -> null
    }
