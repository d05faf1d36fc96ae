package dev.proxyrotator.engine.authentication

private const val DIGEST = "digest"

/**
 * A Digest challenge (RFC 7616 §3.3) that can be answered. The texts are octets as characters; two are equal when they
 * ask for the same.
 */
internal data class DigestChallenge(
    val realm: String,
    val nonce: String,
    val opaque: String?,
    val algorithm: DigestAlgorithm,
    /** Whether `qop=auth` was offered; without it the older form of RFC 2069 is meant. */
    val hasProtection: Boolean,
    /** Whether the user name is sent as a hash. */
    val hashesUsername: Boolean,
    /** Whether the proxy says that it reads UTF-8. */
    val isUnicode: Boolean,
) {
    companion object {
        /** What [challenge] asks for; `null` when that is no Digest, in doubt, or nothing that is known here. */
        fun of(challenge: Challenge): DigestChallenge? {
            val parameters = challenge.parameters
            if (challenge.scheme != DIGEST || parameters == null) return null
            val algorithm = DigestAlgorithm.of(parameters["algorithm"]) ?: return null
            val protection = parameters["qop"]
            if (protection != null && protection.split(',').none { isAuthentication(it) }) return null
            return DigestChallenge(
                realm = parameters["realm"] ?: return null,
                nonce = parameters["nonce"]?.ifEmpty { null } ?: return null,
                opaque = parameters["opaque"],
                algorithm = algorithm,
                hasProtection = protection != null,
                hashesUsername = parameters["userhash"].equals("true", ignoreCase = true),
                isUnicode = parameters["charset"].equals("UTF-8", ignoreCase = true),
            )
        }

        private fun isAuthentication(option: String) =
            option.trim { it == ' ' || it == '\t' }.equals("auth", ignoreCase = true)
    }
}
