package dev.proxyrotator.engine.authentication

/**
 * How a Digest is made (RFC 7616 §3.4), the strongest first.
 *
 * @property title the value of `algorithm`; `null` where the parameter is left out, which means MD5.
 * @property hash the hash function's name.
 * @property isSession whether the password enters it only once for each nonce.
 */
internal enum class DigestAlgorithm(
    val title: String?,
    val hash: String,
    val isSession: Boolean,
) {
    SHA_256("SHA-256", "SHA-256", isSession = false),
    SHA_256_SESSION("SHA-256-sess", "SHA-256", isSession = true),
    MD5("MD5", "MD5", isSession = false),
    MD5_SESSION("MD5-sess", "MD5", isSession = true),
    UNNAMED(null, "MD5", isSession = false),
    ;

    companion object {
        /** The one called [title], in any case; `null` when it is not known. */
        fun of(title: String?): DigestAlgorithm? = entries.firstOrNull { it.title.equals(title, ignoreCase = true) }
    }
}

/** The hash functions by name, "MD5" and "SHA-256". */
internal fun interface HashFunction {
    fun hash(
        name: String,
        bytes: ByteArray,
    ): ByteArray
}
