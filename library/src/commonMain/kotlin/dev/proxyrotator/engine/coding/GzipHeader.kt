package dev.proxyrotator.engine.coding

/** The header of a gzip member (RFC 1952 §2.3), byte by byte. */
internal class GzipHeader {
    private var part = Part.FIXED
    private var inPart = 0
    private var flags = 0
    private var number = 0
    private var checksum = 0

    /** Whether not a byte of it was taken. */
    val isUntouched: Boolean get() = part == Part.FIXED && inPart == 0

    val isComplete: Boolean get() = part == Part.END

    fun clear() {
        part = Part.FIXED
        inPart = 0
        checksum = 0
    }

    /** @throws UndecodableException when it is none */
    fun take(octet: Int) {
        val at = inPart++
        if (part != Part.CHECKSUM) checksum = updateCrc32(checksum, octet)
        when (part) {
            Part.FIXED -> takeFixed(at, octet)
            Part.EXTRA_LENGTH, Part.CHECKSUM -> takeNumber(at, octet)
            Part.EXTRA -> if (inPart == number) goTo(Part.NAME)
            Part.NAME -> takeText(octet, behind = Part.COMMENT)
            Part.COMMENT -> takeText(octet, behind = Part.CHECKSUM)
            Part.END -> error("The header is complete")
        }
    }

    private fun takeText(
        octet: Int,
        behind: Part,
    ) {
        if (octet == 0) goTo(behind)
    }

    private fun takeFixed(
        at: Int,
        octet: Int,
    ) {
        when (at) {
            0 -> demand(octet == MAGIC_1, "bytes that are no gzip")
            1 -> demand(octet == MAGIC_2, "bytes that are no gzip")
            2 -> demand(octet == DEFLATE, "gzip with an unknown method")
            FLAGS_AT -> demand(octet and RESERVED == 0, "gzip with unknown flags").also { flags = octet }
            FIXED_SIZE - 1 -> goTo(Part.EXTRA_LENGTH)
        }
    }

    private fun takeNumber(
        at: Int,
        octet: Int,
    ) {
        number = if (at == 0) octet else number or (octet shl Byte.SIZE_BITS)
        if (at == 0) return
        if (part == Part.CHECKSUM) {
            demand(number == checksum and 0xffff, "a gzip header with a wrong checksum")
            goTo(Part.END)
        } else {
            goTo(if (number == 0) Part.NAME else Part.EXTRA)
        }
    }

    private fun demand(
        isMet: Boolean,
        detail: String,
    ) {
        if (!isMet) throw damaged(detail)
    }

    /** To [wanted], or the first part behind it that is there. */
    private fun goTo(wanted: Part) {
        inPart = 0
        part = wanted
        while (part != Part.END && flags and part.flag == 0) part = Part.entries[part.ordinal + 1]
    }

    private enum class Part(
        val flag: Int,
    ) {
        FIXED(0),
        EXTRA_LENGTH(4),
        EXTRA(4),
        NAME(8),
        COMMENT(16),
        CHECKSUM(2),
        END(0),
    }

    private companion object {
        const val MAGIC_1 = 0x1f
        const val MAGIC_2 = 0x8b
        const val DEFLATE = 8
        const val FLAGS_AT = 3
        const val RESERVED = 0xe0
        const val FIXED_SIZE = 10
    }
}

private const val POLYNOMIAL = 0xedb88320.toInt()

/** The CRC-32 of some bytes and [octet] behind them, from that of those bytes; for the few of a header. */
private fun updateCrc32(
    checksum: Int,
    octet: Int,
): Int {
    var crc = checksum.inv() xor octet
    repeat(Byte.SIZE_BITS) { crc = (crc ushr 1) xor (if (crc and 1 == 0) 0 else POLYNOMIAL) }
    return crc.inv()
}
