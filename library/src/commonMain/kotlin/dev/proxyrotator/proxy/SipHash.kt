package dev.proxyrotator.proxy

/**
 * SipHash-2-4, a keyed hash of 64 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
 *
 * @param key0 the first eight bytes of the key, little-endian.
 * @param key1 the last eight.
 */
internal class SipHash(
    private val key0: Long,
    private val key1: Long,
) {
    fun hash(data: ByteArray): Long {
        val state = State(key0, key1)
        val whole = data.size and (WORD - 1).inv()
        for (start in 0 until whole step WORD) state.absorb(data.word(start, WORD))
        state.absorb(data.word(whole, data.size - whole) or (data.size.toLong() shl LENGTH_SHIFT))
        return state.finish()
    }

    private class State(
        key0: Long,
        key1: Long,
    ) {
        private var v0 = key0 xor 0x736f6d6570736575
        private var v1 = key1 xor 0x646f72616e646f6d
        private var v2 = key0 xor 0x6c7967656e657261
        private var v3 = key1 xor 0x7465646279746573

        fun absorb(word: Long) {
            v3 = v3 xor word
            repeat(COMPRESSION_ROUNDS) { round() }
            v0 = v0 xor word
        }

        fun finish(): Long {
            v2 = v2 xor 0xff
            repeat(FINAL_ROUNDS) { round() }
            return v0 xor v1 xor v2 xor v3
        }

        private fun round() {
            v0 += v1
            v1 = v1.rotateLeft(13) xor v0
            v0 = v0.rotateLeft(32)
            v2 += v3
            v3 = v3.rotateLeft(16) xor v2
            v0 += v3
            v3 = v3.rotateLeft(21) xor v0
            v2 += v1
            v1 = v1.rotateLeft(17) xor v2
            v2 = v2.rotateLeft(32)
        }
    }

    private companion object {
        const val WORD = 8
        const val LENGTH_SHIFT = 56
        const val COMPRESSION_ROUNDS = 2
        const val FINAL_ROUNDS = 4

        fun ByteArray.word(
            start: Int,
            count: Int,
        ): Long = (0 until count).fold(0L) { word, i -> word or ((this[start + i].toLong() and 0xff) shl (8 * i)) }
    }
}
