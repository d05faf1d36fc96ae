package dev.proxyrotator.proxy

import kotlinx.serialization.KSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.PrimitiveKind
import kotlinx.serialization.descriptors.PrimitiveSerialDescriptor
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlin.jvm.JvmStatic

/**
 * Names a proxy without telling its secrets: safe to log, to label a metric with, to show to a user.
 *
 * Equal identities have equal ids inside one process. Another process gives other ids: they come from a keyed hash
 * whose random key never leaves the process, so that an id cannot be used to test a guessed password.
 */
@Serializable(with = ProxyIdSerializer::class)
public class ProxyId internal constructor(
    internal val bits: Long,
) {
    /** By value. */
    override fun equals(other: Any?): Boolean = other is ProxyId && bits == other.bits

    /** By value. */
    override fun hashCode(): Int = bits.hashCode()

    /** 16 hexadecimal digits in lower case. */
    override fun toString(): String = bits.toHexString()

    /** Reads ids back. */
    public companion object {
        private const val DIGITS = 16

        /**
         * Reads what [toString] wrote, in either case.
         *
         * @throws IllegalArgumentException if [text] is not 16 hexadecimal digits.
         */
        @JvmStatic
        public fun parse(text: String): ProxyId {
            require(text.length == DIGITS && text.all(::isHexDigit)) { "A proxy id is $DIGITS hexadecimal digits" }
            return ProxyId(text.hexToLong())
        }
    }
}

internal fun isHexDigit(char: Char): Boolean = char in '0'..'9' || char in 'a'..'f' || char in 'A'..'F'

internal object ProxyIdSerializer : KSerializer<ProxyId> {
    override val descriptor: SerialDescriptor =
        PrimitiveSerialDescriptor("dev.proxyrotator.proxy.ProxyId", PrimitiveKind.STRING)

    override fun serialize(
        encoder: Encoder,
        value: ProxyId,
    ) = encoder.encodeString(value.toString())

    override fun deserialize(decoder: Decoder): ProxyId =
        try {
            ProxyId.parse(decoder.decodeString())
        } catch (e: IllegalArgumentException) {
            throw SerializationException(e.message, e)
        }
}
