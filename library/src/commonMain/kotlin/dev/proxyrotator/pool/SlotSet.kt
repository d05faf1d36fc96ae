package dev.proxyrotator.pool

/** Some of the slots of a pool: a bit for each. */
internal class SlotSet {
    private var words = LongArray(1)

    operator fun contains(slot: Int): Boolean {
        val word = slot shr WORD_SHIFT
        return word < words.size && words[word] and bit(slot) != 0L
    }

    fun add(slot: Int) {
        val word = slot shr WORD_SHIFT
        if (word >= words.size) words = words.copyOf(maxOf(word + 1, words.size * 2))
        words[word] = words[word] or bit(slot)
    }

    fun remove(slot: Int) {
        val word = slot shr WORD_SHIFT
        if (word < words.size) words[word] = words[word] and bit(slot).inv()
    }

    // Only the lower six bits count.
    private fun bit(slot: Int) = 1L shl slot

    private companion object {
        const val WORD_SHIFT = 6
    }
}
