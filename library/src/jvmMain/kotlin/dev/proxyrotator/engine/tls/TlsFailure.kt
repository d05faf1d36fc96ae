package dev.proxyrotator.engine.tls

import java.io.IOException

/** TLS did not come about, or must not go on. The message is for people; [kind] is what to decide by. */
internal class TlsFailure(
    val kind: Kind,
    message: String,
    cause: Throwable? = null,
) : IOException(message, cause) {
    enum class Kind(
        /** `true` when the peer showed a certificate that is not the target's: a mistake there, or somebody in between. */
        val isVerification: Boolean,
    ) {
        /** No trusted authority vouches for the certificate. */
        UNTRUSTED(isVerification = true),

        /** The certificate, or one above it, has expired. */
        EXPIRED(isVerification = true),

        /** The certificate, or one above it, is not valid yet. */
        NOT_YET_VALID(isVerification = true),

        /** The certificate is for another host. */
        WRONG_HOST(isVerification = true),

        /** No certificate of the verified chain has a pinned key. */
        WRONG_PIN(isVerification = true),

        /** The peer refused with an alert. */
        ALERT(isVerification = false),

        /** What answers does not speak TLS. */
        NOT_TLS(isVerification = false),

        /** The connection ended without `close_notify`, so that an end cannot be told from a cut. */
        TRUNCATED(isVerification = false),

        /** The peer broke the rules of TLS, or both sides have no version or cipher suite in common. */
        PROTOCOL(isVerification = false),

        /** Nothing can be sent any more. */
        CLOSED(isVerification = false),
    }
}
