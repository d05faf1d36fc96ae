package dev.proxyrotator.secrecy

import dev.proxyrotator.testkit.CanaryWatch
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.ConcurrentLinkedDeque
import java.util.concurrent.atomic.LongAdder

/** Collects where [watch] has found a secret, and during which test. Of what it looked at it keeps no word. */
internal class CanaryAlarm(
    private val watch: CanaryWatch,
) {
    private val tests = ConcurrentLinkedDeque<Pair<Instant, String>>()
    private val finds = ConcurrentHashMap.newKeySet<String>()
    private val looks = ConcurrentHashMap<String, LongAdder>()

    /** Every find once, in words. */
    val found: List<String> get() = finds.sorted()

    /** How many texts of each kind were looked at. */
    val looked: Map<String, Long> get() = looks.toSortedMap().mapValues { it.value.sum() }

    fun begin(test: String) {
        tests.addLast(Instant.now() to test)
    }

    /** Looks at a text: what [kind] of text it is, and [where] it stood. */
    fun look(
        kind: String,
        where: String,
        text: String?,
        at: Instant? = null,
    ) {
        if (text == null) return
        looks.computeIfAbsent(kind) { LongAdder() }.increment()
        watch.find(text)?.let { finds.add("$it, in $kind of $where, during \"${test(at)}\"") }
    }

    private fun test(at: Instant?): String =
        (if (at == null) tests.peekLast() else tests.lastOrNull { it.first <= at })?.second ?: "no test"
}
