package dev.proxyrotator.engine.authentication

import dev.proxyrotator.engine.BasicAuthentication
import java.security.MessageDigest
import java.security.SecureRandom
import kotlin.random.asKotlinRandom

/** The platform's hash functions. */
internal object PlatformHash : HashFunction {
    override fun hash(
        name: String,
        bytes: ByteArray,
    ): ByteArray = MessageDigest.getInstance(name).digest(bytes)
}

/** With random numbers that nobody can foresee. */
internal fun platformAuthentication(basic: BasicAuthentication) =
    AuthenticationSettings(basic, PlatformHash, SecureRandom().asKotlinRandom())
