@file:JvmName("PatternedBytes")

package dev.proxyrotator.testkit

import kotlin.random.Random

/** The content behind `/bytes/N?seed=S`: the same for the same length and seed, so that every byte can be checked. */
@JvmOverloads
public fun patternedBytes(
    length: Int,
    seed: Int = 0,
): ByteArray = Random(seed).nextBytes(length)
