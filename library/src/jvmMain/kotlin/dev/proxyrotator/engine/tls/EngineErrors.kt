package dev.proxyrotator.engine.tls

import java.security.cert.CertificateException
import javax.net.ssl.SSLException

/** Why a certificate was refused; travels through the JDK's engine as the cause of what that throws. */
internal class CertificateRefusedException(
    val kind: TlsFailure.Kind,
    message: String,
    cause: Throwable? = null,
) : CertificateException(message, cause)

/** Runs [block], which calls the JDK's engine, and gives its errors their meaning. */
internal inline fun <T> engineCall(block: () -> T): T =
    try {
        block()
    } catch (error: SSLException) {
        throw meaningOf(error)
    } catch (error: RuntimeException) {
        // The engine has been seen to let hostile input through to an IndexOutOfBoundsException.
        throw TlsFailure(TlsFailure.Kind.PROTOCOL, "the TLS engine failed: ${error.message ?: error}", error)
    }

internal fun meaningOf(error: SSLException): TlsFailure {
    val refused = error.causes().firstNotNullOfOrNull { it as? CertificateRefusedException }
    if (refused != null) return TlsFailure(refused.kind, refused.message.orEmpty(), error)
    val message = error.message.orEmpty()
    return if (message.startsWith(ALERT)) {
        TlsFailure(TlsFailure.Kind.ALERT, "the peer refused with the alert ${message.removePrefix(ALERT)}", error)
    } else {
        TlsFailure(TlsFailure.Kind.PROTOCOL, message.ifEmpty { error.toString() }, error)
    }
}

internal fun Throwable.causes(): Sequence<Throwable> = generateSequence(this) { it.cause }.take(MAX_CAUSES)

// The JDK tells an alert by its message alone.
private const val ALERT = "Received fatal alert: "
private const val MAX_CAUSES = 20
