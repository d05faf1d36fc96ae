package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.GENEROUS
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import java.io.IOException
import java.io.OutputStream
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.nio.ByteBuffer
import java.nio.channels.ClosedChannelException
import java.nio.channels.SelectionKey
import java.nio.channels.SocketChannel
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

class EventLoopTest :
    FunSpec({
        test("a task of another thread is run on the loop's thread, in the order of the calls") {
            EventLoop("test-loop").use { loop ->
                val events = LinkedBlockingQueue<String>()
                loop.execute { events.add("1 ${loop.isCurrent}") } shouldBe true
                loop.execute { events.add("2 ${Thread.currentThread().name}") } shouldBe true
                events.next() shouldBe "1 true"
                events.next() shouldBe "2 test-loop"
            }
        }

        test("what a handler or a timer leaves to do is done, though nothing else happens") {
            EventLoop("test-loop").use { loop ->
                val fromTimer = CountDownLatch(1)
                val timer =
                    object : Timer() {
                        override fun onDue() {
                            loop.execute { fromTimer.countDown() }
                        }
                    }
                loop.schedule(timer, System.nanoTime())
                fromTimer.awaitGenerously()

                val fromHandler = CountDownLatch(1)
                connected { channel, peer ->
                    loop.serve(channel) {
                        channel.read(ByteBuffer.allocate(1))
                        loop.execute { fromHandler.countDown() }
                    }
                    peer.write(1)
                    fromHandler.awaitGenerously()
                }
            }
        }

        test("a timer of another thread wakes the loop up, one that was moved later does not come early") {
            EventLoop("test-loop").use { loop ->
                val calls = LinkedBlockingQueue<Long>()
                val timer =
                    object : Timer() {
                        override fun onDue() {
                            calls.add(System.nanoTime())
                        }
                    }
                loop.schedule(timer, System.nanoTime() + TimeUnit.HOURS.toNanos(1))
                val soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5)
                loop.schedule(timer, soon)
                val later = soon + TimeUnit.MILLISECONDS.toNanos(20)
                loop.schedule(timer, later)
                (calls.next() - later >= 0) shouldBe true
                calls.size shouldBe 0
            }
        }

        test("a task, a timer and a handler that throw end neither the loop nor what the others wait for") {
            val reported = LinkedBlockingQueue<Throwable>()
            EventLoop("test-loop").use { loop ->
                loop.execute { Thread.currentThread().setUncaughtExceptionHandler { _, error -> reported.add(error) } }
                loop.execute { throw IllegalStateException("task") }
                reported.next().message shouldBe "task"
                val timer =
                    object : Timer() {
                        override fun onDue(): Unit = throw IllegalStateException("timer")
                    }
                val other = CountDownLatch(1)
                val otherTimer =
                    object : Timer() {
                        override fun onDue() = other.countDown()
                    }
                val soon = System.nanoTime()
                loop.execute {
                    loop.schedule(timer, soon)
                    loop.schedule(otherTimer, soon)
                }
                reported.next().message shouldBe "timer"
                other.awaitGenerously()
                connected { channel, peer ->
                    val gone = loop.serve(channel) { throw IllegalStateException("handler") }
                    peer.write(1)
                    gone.next().message shouldBe "handler"
                }
                loop.isAlive() shouldBe true
            }
        }

        test("a channel that is served no more because its handler failed does not disturb another one") {
            EventLoop("test-loop").use { loop ->
                val reported = LinkedBlockingQueue<Throwable>()
                loop.execute { Thread.currentThread().setUncaughtExceptionHandler { _, error -> reported.add(error) } }
                connected { channel, peer ->
                    val handler =
                        object : ReadyHandler {
                            override fun onReady(key: SelectionKey): Unit = throw IllegalStateException("ready")

                            override fun onGone(cause: Throwable) {
                                channel.close()
                                throw IllegalStateException("gone", cause)
                            }
                        }
                    loop.execute { loop.register(channel, SelectionKey.OP_READ, handler) }
                    peer.write(1)
                    reported.next().message shouldBe "gone"
                }
                loop.isAlive() shouldBe true
            }
        }

        test("F5 after its end a loop runs nothing, says so, and has told every handler") {
            val loop = EventLoop("test-loop")
            connected { channel, _ ->
                val gone = loop.serve(channel) { }
                loop.isAlive() shouldBe true
                loop.close()
                gone.next().shouldBeInstanceOf<ClosedChannelException>()
            }
            loop.awaitEnd()
            loop.execute { error("must not run") } shouldBe false
            loop.close()
            loop.awaitEnd()
        }

        test("F5 a loop that ends takes no channel any more, of which nobody would hear again") {
            val loop = EventLoop("test-loop")
            val refused = LinkedBlockingQueue<Throwable>()
            SocketChannel.open().use { channel ->
                channel.configureBlocking(false)
                loop.execute {
                    loop.close()
                    refused.add(shouldThrow<IOException> { loop.register(channel, SelectionKey.OP_CONNECT, Nobody) })
                }
                refused.next().shouldBeInstanceOf<ClosedChannelException>()
            }
            loop.awaitEnd()
        }

        test("there is no thread before the first connection, and none after the end") {
            val before = loopThreads()
            val loops = EventLoops(3)
            (loopThreads() - before).size shouldBe 0
            loops.next()
            val running = loopThreads() - before
            running.size shouldBe 3
            (1..6).map { loops.next() }.toSet().size shouldBe 3
            loops.close()
            loops.awaitEnd()
            running.forEach { it.join(GENEROUS.inWholeMilliseconds) }
            running.count { it.isAlive } shouldBe 0
            shouldThrow<IllegalStateException> { loops.next() }
        }
    })

private object Nobody : ReadyHandler {
    override fun onReady(key: SelectionKey) = Unit

    override fun onGone(cause: Throwable) = Unit
}

/** Reads with [onReady]; what comes out is why it ended. */
private fun EventLoop.serve(
    channel: SocketChannel,
    onReady: () -> Unit,
): LinkedBlockingQueue<Throwable> {
    val gone = LinkedBlockingQueue<Throwable>()
    val handler =
        object : ReadyHandler {
            override fun onReady(key: SelectionKey) = onReady()

            override fun onGone(cause: Throwable) {
                channel.close()
                gone.add(cause)
            }
        }
    execute { register(channel, SelectionKey.OP_READ, handler) }
    return gone
}

private fun EventLoop.isAlive(): Boolean {
    val answered = CountDownLatch(1)
    return execute { answered.countDown() } && answered.await(GENEROUS.inWholeSeconds, TimeUnit.SECONDS)
}

private fun connected(block: (SocketChannel, OutputStream) -> Unit) {
    ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")).use { server ->
        SocketChannel.open(InetSocketAddress("127.0.0.1", server.localPort)).use { channel ->
            channel.configureBlocking(false)
            server.accept().use { block(channel, it.getOutputStream()) }
        }
    }
}

private fun CountDownLatch.awaitGenerously() = check(await(GENEROUS.inWholeSeconds, TimeUnit.SECONDS)) { "In vain" }

private fun <T : Any> LinkedBlockingQueue<T>.next(): T =
    checkNotNull(poll(GENEROUS.inWholeSeconds, TimeUnit.SECONDS)) { "Nothing came" }
