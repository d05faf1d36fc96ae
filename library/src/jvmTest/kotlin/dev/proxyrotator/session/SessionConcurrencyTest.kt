package dev.proxyrotator.session

import dev.proxyrotator.proxy.Proxy
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.random.Random

private const val THREADS = 8
private val exits = List(20) { Proxy.parse("http://10.0.1.${it + 1}:80") }

/** Runs [block] on eight threads that start together, and fails with the first error of any. */
private fun together(block: (Int) -> Unit) {
    val start = CyclicBarrier(THREADS)
    val results = ConcurrentHashMap<Int, Result<Unit>>()
    List(THREADS) {
        thread {
            start.await()
            results[it] = runCatching { block(it) }
        }
    }.forEach(Thread::join)
    results.values.forEach { it.getOrThrow() }
}

class SessionConcurrencyTest :
    FunSpec({
        test("first requests of one session at the same time go through one proxy") {
            val book = SessionsInTime().book
            repeat(200) { round ->
                val seen = ConcurrentHashMap.newKeySet<Any>()
                together { seen.add(book.find("k$round").bind(exits[it].id)) }
                seen shouldHaveSize 1
            }
        }

        test("no session is used more often than it may be, and no use is lost") {
            val book = SessionsInTime(SessionPolicy(maxUses = 7)).book
            val used = ConcurrentHashMap<String, AtomicInteger>()
            together {
                repeat(5000) {
                    var session = book.find("k")
                    while (!session.countUse()) session = book.find("k")
                    used.computeIfAbsent(session.isolation) { AtomicInteger() }.incrementAndGet()
                }
            }
            used.values.maxOf { it.get() } shouldBeLessThanOrEqual 7
            used.values.sumOf { it.get() } shouldBe THREADS * 5000
            used.size shouldBe (THREADS * 5000 + 6) / 7
        }

        test("H3 sessions opened, used, moved, saved and retired by many stay whole") {
            val policy =
                SessionPolicy(maxSessions = 12, maxUses = 50, onExitLost = OnExitLost.MIGRATE_AND_FORGET_COOKIES)
            val world = SessionsInTime(policy, exits)
            together { seed ->
                val random = Random(seed)
                repeat(5000) {
                    val key = "k${random.nextInt(16)}"
                    val session = world.book.find(key)
                    when (random.nextInt(12)) {
                        0 -> session.retire()

                        1 -> world.sessions.retire(key)

                        2 -> session.exit?.let(session::exitLost)

                        3 -> world.sessions.open(key, mapOf("X-Key" to key))

                        4 -> if (random.nextInt(20) == 0) world.sessions.restore(world.sessions.save())

                        5 -> if (random.nextInt(50) == 0) world.sessions.clear()

                        6 -> world.sessions.size shouldBeLessThanOrEqual 12

                        else -> {
                            session.countUse()
                            session.bind(exits.random(random).id)
                            session.cookieHeader(target)
                            session.store(target, listOf("k${random.nextInt(9)}=v"))
                            session.cookies.size shouldBeLessThanOrEqual 9
                        }
                    }
                }
            }
            world.sessions.keys().forEach { world.sessions.retire(it) shouldBe true }
            world.sessions.size shouldBe 0
        }
    })
