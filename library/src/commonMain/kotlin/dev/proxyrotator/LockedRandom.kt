package dev.proxyrotator

import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.random.Random

/** A seeded generator, as tests and simulations bring it, made fit for use from many threads. */
internal class LockedRandom(
    private val random: Random,
) : Random() {
    private val lock = SynchronizedObject()

    override fun nextBits(bitCount: Int): Int = synchronized(lock) { random.nextBits(bitCount) }
}
