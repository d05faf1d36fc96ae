package dev.proxyrotator.engine.tls

/** The outer form of a TLS record (RFC 8446 §5.1): type, version, length. */
internal object TlsRecord {
    const val HEADER = 5

    /** The length of the record at [start] with its header, or `0` while the header is incomplete. */
    fun length(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        if (end - start < HEADER) return 0
        val payload = (bytes[start + 3].toInt() and 0xFF shl 8) or (bytes[start + 4].toInt() and 0xFF)
        val isRecord = bytes[start] in CHANGE_CIPHER_SPEC..APPLICATION_DATA && bytes[start + 1] == MAJOR_VERSION
        if (!isRecord || payload > MAX_PAYLOAD) {
            throw TlsFailure(TlsFailure.Kind.PROTOCOL, "the peer sent something that is not a TLS record")
        }
        return HEADER + payload
    }

    /** Whether what answered a ClientHello may be TLS, as far as it is there. */
    fun mayStartHandshake(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Boolean =
        (end - start < 1 || bytes[start] in ALERT..HANDSHAKE) && (end - start < 2 || bytes[start + 1] == MAJOR_VERSION)

    /** For an answer to a ClientHello that is not TLS: says what it looks like. */
    fun notTls(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): TlsFailure {
        val beginning = String(bytes, start, minOf(end - start, HEADER), Charsets.ISO_8859_1)
        val what =
            when {
                beginning == "HTTP/" ||
                    beginning.startsWith(
                        "<",
                    )
                -> "plain HTTP, not TLS: a portal, or a port without TLS?"

                beginning.startsWith("SSH-") -> "an SSH banner, not TLS"

                beginning.all { it in ' '..'~' || it == '\r' || it == '\n' } -> "plain text, not TLS"

                else -> "not TLS"
            }
        return TlsFailure(TlsFailure.Kind.NOT_TLS, "the answer to ClientHello is $what")
    }

    private const val CHANGE_CIPHER_SPEC: Byte = 20
    private const val ALERT: Byte = 21
    private const val HANDSHAKE: Byte = 22
    private const val APPLICATION_DATA: Byte = 23
    private const val MAJOR_VERSION: Byte = 3
    private const val MAX_PAYLOAD = 18_432
}
