package dev.proxyrotator.testkit

import java.nio.ByteBuffer
import java.util.zip.CRC32
import kotlin.random.Random

/** A body of any length, made while it is sent. Its period is a prime, so that what is out of place shows. */
object LoadPattern {
    const val PERIOD = 65_521

    private val twice = Random(1).nextBytes(PERIOD).let { it + it }

    /** The [length] bytes from [position] on, at most [PERIOD] of them. The array behind it must not be changed. */
    fun at(
        position: Long,
        length: Int,
    ): ByteBuffer = ByteBuffer.wrap(twice, (position % PERIOD).toInt(), length)

    /** The CRC-32 of the first [length] bytes. */
    fun checksum(length: Long): Long {
        val checksum = CRC32()
        var position = 0L
        while (position < length) {
            val part = at(position, minOf(length - position, PERIOD.toLong()).toInt())
            position += part.remaining()
            checksum.update(part)
        }
        return checksum.value
    }
}
