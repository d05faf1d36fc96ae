package dev.proxyrotator.engine.net

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import java.net.InetAddress
import java.net.UnknownHostException
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch

private val ADDRESSES = listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1)))

/** Has joined the look-up when this returns. */
private fun SharedLookUps.asked(host: String): Deferred<Result<List<InetAddress>>> =
    CoroutineScope(Dispatchers.Default).async(start = CoroutineStart.UNDISPATCHED) { runCatching { resolve(host) } }

class SharedLookUpsTest :
    FunSpec({
        test("who asks for a name that is being looked up gets that answer, or that failure") {
            val asked = CopyOnWriteArrayList<String>()
            val answer = CompletableDeferred<List<InetAddress>>()
            val lookUps =
                SharedLookUps({ host ->
                    asked.add(host)
                    answer.await()
                    if (host == "missing") throw UnknownHostException(host) else ADDRESSES
                })
            val calls = listOf("a", "a", "missing", "a", "missing").map(lookUps::asked)
            answer.complete(ADDRESSES)
            calls.map { it.await().isSuccess } shouldContainExactly listOf(true, true, false, true, false)
            asked.sorted() shouldContainExactly listOf("a", "missing")
            shouldThrow<UnknownHostException> { lookUps.resolve("missing") }
            lookUps.resolve("a") shouldBe ADDRESSES
            asked.size shouldBe 4
        }

        test("F1 who is cancelled leaves the look-up to the others, and takes it along when it was the last") {
            val begun = CompletableDeferred<Unit>()
            val isCancelled = CompletableDeferred<Unit>()
            val lookUps =
                SharedLookUps({
                    if (!begun.complete(Unit)) return@SharedLookUps ADDRESSES
                    try {
                        awaitCancellation()
                    } finally {
                        isCancelled.complete(Unit)
                    }
                })
            val (first, second) = List(2) { lookUps.asked("a") }
            begun.await()
            first.cancelAndJoin()
            isCancelled.isCompleted shouldBe false
            second.cancelAndJoin()
            isCancelled.await()
            lookUps.resolve("a") shouldBe ADDRESSES
        }

        test("a look-up that hangs keeps one thread, whoever leaves it and asks again") {
            val asked = CopyOnWriteArrayList<String>()
            val isStuck = CompletableDeferred<Unit>()
            val goesOn = CountDownLatch(1)
            val lookUps =
                SharedLookUps({
                    asked.add(it)
                    isStuck.complete(Unit)
                    goesOn.await()
                    ADDRESSES
                })
            val first = lookUps.asked("a")
            isStuck.await()
            first.cancelAndJoin()
            val others = List(3) { lookUps.asked("a") }
            asked.size shouldBe 1
            goesOn.countDown()
            others.forEach { it.await().getOrThrow() shouldBe ADDRESSES }
            asked.size shouldBe 1
        }

        test("an address is no name, and waits for no thread") {
            val lookUps = SharedLookUps(SystemNameResolver, Dispatchers.Unconfined)
            lookUps.resolve("127.0.0.1") shouldBe ADDRESSES
            lookUps.resolve("::1") shouldBe listOf(InetAddress.getByName("::1"))
        }
    })
