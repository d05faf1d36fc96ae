package dev.proxyrotator.event

import dev.proxyrotator.proxy.Proxy
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest

private val proxy = Proxy.parse("http://a.example")

private fun event(size: Int): RotationEvent = RotationEvent.ProxiesAdded(listOf(proxy), size)

private val RotationEvent.size: Int get() = (this as RotationEvent.ProxiesAdded).poolSize

private val EventPublisher.wants: List<Boolean>
    get() =
        listOf(
            wantsChanges,
            wantsTimedBlocks,
            wantsCall(succeeded = true),
            wantsCall(succeeded = false),
            wantsAttempt(isPlain = true),
            wantsAttempt(isPlain = false),
        )

private fun all(wanted: Boolean) = List(6) { wanted }

class EventPublisherTest :
    FunSpec({
        test("S4-19 nothing is wanted until somebody listens, and nothing when nobody does any more") {
            val publisher = EventPublisher()
            publisher.wants shouldBe all(false)
            val listener = RotationListener {}
            publisher.add(listener)
            publisher.wants shouldBe all(true)
            publisher.remove(listener)
            publisher.wants shouldBe all(false)
        }

        test("S4-19 everything is wanted while somebody collects, and one event longer") {
            runTest {
                val publisher = EventPublisher()
                val seen = ArrayList<Int>()
                val collecting = launch { publisher.events.collect { seen.add(it.size) } }
                runCurrent()
                publisher.wants shouldBe all(true)
                publisher.publish(event(1))
                runCurrent()
                publisher.wants shouldBe all(true)
                collecting.cancelAndJoin()
                publisher.publish(event(2))
                publisher.wants shouldBe all(false)
                seen shouldContainExactly listOf(1)
            }
        }

        test("S4-19 one who comes after the last collector left is heard of") {
            runTest {
                val publisher = EventPublisher()
                repeat(3) {
                    val collected = ArrayList<Int>()
                    val collecting =
                        launch {
                            publisher.events
                                .take(2)
                                .toList()
                                .mapTo(collected) { it.size }
                        }
                    runCurrent()
                    repeat(3) { publisher.publish(event(it)) }
                    collecting.join()
                    collected shouldContainExactly listOf(0, 1)
                }
                publisher.publish(event(9))
                publisher.wants shouldBe all(false)
            }
        }

        test("S4-19 a slow collector loses the oldest and holds up nobody") {
            runTest {
                val publisher = EventPublisher()
                val seen = ArrayList<Int>()
                val gate = Channel<Unit>()
                val collecting =
                    launch {
                        publisher.events.collect {
                            seen.add(it.size)
                            gate.receive()
                        }
                    }
                runCurrent()
                publisher.publish(event(0))
                runCurrent()
                (1..2_000).forEach { publisher.publish(event(it)) }
                repeat(1_025) {
                    gate.send(Unit)
                    runCurrent()
                }
                collecting.cancelAndJoin()
                // The one it was busy with, and the 1,024 latest.
                seen shouldContainExactly listOf(0) + (977..2_000)
            }
        }

        test("S4-19 a collector without a dispatcher runs within the event, and what it throws is its own") {
            runTest {
                val publisher = EventPublisher()
                var failure: Throwable? = null
                launch(Dispatchers.Unconfined) {
                    try {
                        publisher.events.collect { error("mine") }
                    } catch (mine: IllegalStateException) {
                        failure = mine
                    }
                }
                publisher.publish(event(1))
                runCurrent()
                failure?.message shouldBe "mine"
            }
        }

        test("S4-19 a listener that throws keeps no other from hearing, nor itself from the next event") {
            var calls = 0
            val heard = ArrayList<Int>()
            val throwing = RotationListener { if (++calls > 0) throw NotImplementedError("mine") }
            val publisher = EventPublisher(listeners = listOf(throwing, RotationListener { heard.add(it.size) }))
            publisher.publish(event(1))
            publisher.publish(event(2))
            calls shouldBe 2
            heard shouldContainExactly listOf(1, 2)
        }

        test("S4-19 the same listener is told once, and may leave or bring others while it is told") {
            val publisher = EventPublisher()
            val heard = ArrayList<String>()
            val late = RotationListener { heard.add("late ${it.size}") }
            lateinit var once: RotationListener
            once =
                RotationListener {
                    heard.add("once ${it.size}")
                    publisher.remove(once)
                    publisher.add(late)
                }
            publisher.add(once)
            publisher.add(once)
            publisher.publish(event(1))
            publisher.publish(event(2))
            heard shouldContainExactly listOf("once 1", "late 2")
            publisher.remove(once)
            publisher.remove(late)
            publisher.wants.filter { it }.shouldBeEmpty()
        }
    })
