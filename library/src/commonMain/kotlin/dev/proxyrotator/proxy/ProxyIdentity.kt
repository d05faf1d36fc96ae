package dev.proxyrotator.proxy

import kotlin.uuid.ExperimentalUuidApi
import kotlin.uuid.Uuid

@OptIn(ExperimentalUuidApi::class)
private val processHash: SipHash = Uuid.random().toLongs { high, low -> SipHash(high, low) }

internal fun identityId(
    scheme: ProxyScheme,
    host: String,
    port: Int,
    credentials: ProxyCredentials?,
    via: Proxy? = null,
): ProxyId = ProxyId(processHash.hash(identityBytes(scheme, host, port, credentials, via)))

/** Every field with its length before it, so that no two identities share an encoding. */
internal fun identityBytes(
    scheme: ProxyScheme,
    host: String,
    port: Int,
    credentials: ProxyCredentials?,
    via: Proxy? = null,
): ByteArray {
    val own =
        listOfNotNull(scheme.urlName, host, port.toString(), credentials?.username, credentials?.password)
            .map { it.encodeToByteArray() }
    val fields = own + listOfNotNull(via?.identityBytes())
    val bytes = ByteArray(fields.sumOf { Int.SIZE_BYTES + it.size })
    fields.fold(0) { start, field ->
        repeat(Int.SIZE_BYTES) { bytes[start + it] = (field.size ushr (Byte.SIZE_BITS * it)).toByte() }
        field.copyInto(bytes, start + Int.SIZE_BYTES)
        start + Int.SIZE_BYTES + field.size
    }
    return bytes
}

private val fixedHash = SipHash(0, 0)

/**
 * Of the identity only, and the same in every process, unlike [ProxyId]. Never to be shown: as it has no secret key, a
 * guessed password could be tested by it.
 */
internal fun Proxy.stableHash(): Long = fixedHash.hash(identityBytes())

private fun Proxy.identityBytes(): ByteArray = identityBytes(scheme, host, port, credentials, via)
