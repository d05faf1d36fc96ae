package dev.proxyrotator.engine.net

import kotlinx.coroutines.CompletableDeferred
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.CancelledKeyException
import java.nio.channels.ClosedChannelException
import java.nio.channels.ClosedSelectorException
import java.nio.channels.SelectionKey
import java.nio.channels.Selector
import java.nio.channels.SocketChannel
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean

/** Who is called when a channel is ready; on the loop's thread. */
internal interface ReadyHandler {
    fun onReady(key: SelectionKey)

    /** The loop ends, or [onReady] failed: everything of this handler must be over when this returns. */
    fun onGone(cause: Throwable)
}

/**
 * One daemon thread and one selector for any number of connections. Its thread never waits for anything but the
 * selector.
 */
internal class EventLoop(
    name: String,
) : AutoCloseable {
    private val selector: Selector = Selector.open()
    private val tasks = ConcurrentLinkedQueue<Runnable>()
    private val isWakeUpUnderway = AtomicBoolean()
    private val timers = TimerQueue()
    private val ended = CompletableDeferred<Unit>()
    private val thread = Thread(::run, name).apply { isDaemon = true }

    @Volatile
    private var isClosed = false

    val isCurrent: Boolean get() = Thread.currentThread() === thread

    /** What arrives passes through here; only the loop's thread may touch it. */
    val inbox: ByteBuffer = ByteBuffer.allocate(INBOX_SIZE)

    init {
        thread.start()
    }

    /** Runs [task] on the loop's thread, soon. `false` when the loop has ended and it never will. */
    fun execute(task: Runnable): Boolean {
        tasks.add(task)
        if (Thread.currentThread() !== thread) wakeUp()
        // Once closed, the queue may have been emptied for the last time before this task came.
        return !isClosed || !tasks.remove(task)
    }

    /**
     * On the loop's thread.
     *
     * @throws ClosedChannelException when the channel is closed, or the loop, which would never tell the handler
     */
    fun register(
        channel: SocketChannel,
        operations: Int,
        handler: ReadyHandler,
    ): SelectionKey {
        if (isClosed) throw ClosedChannelException()
        return channel.register(selector, operations, handler)
    }

    /** Makes [timer] due at [dueAt]; any thread. */
    fun schedule(
        timer: Timer,
        dueAt: Long,
    ) {
        if (!timer.set(dueAt)) return
        if (Thread.currentThread() === thread) timers.update(timer) else execute { timers.update(timer) }
    }

    /** On the loop's thread. */
    fun remove(timer: Timer) {
        timer.set(Timer.NEVER)
        timers.remove(timer)
    }

    /** Ends the thread and every connection; does not wait. */
    override fun close() {
        isClosed = true
        selector.wakeup()
    }

    suspend fun awaitEnd() = ended.await()

    private fun wakeUp() {
        if (isWakeUpUnderway.compareAndSet(false, true)) selector.wakeup()
    }

    private fun run() {
        try {
            while (!isClosed) turn()
        } finally {
            end()
        }
    }

    private fun turn() {
        select()
        // Before the tasks are run: one that comes later needs a wake-up of its own.
        isWakeUpUnderway.set(false)
        runTasks()
        val ready = selector.selectedKeys()
        ready.forEach(::serve)
        ready.clear()
        guarded { timers.runDue(System.nanoTime()) }
    }

    private fun select() {
        val wait = timers.untilNext(System.nanoTime())
        when {
            // Handlers and timers leave tasks, too, and wake nobody up.
            wait == 0L || !tasks.isEmpty() -> selector.selectNow()

            wait == null -> selector.select()

            else -> selector.select(TimeUnit.NANOSECONDS.toMillis(wait) + 1)
        }
    }

    private fun serve(key: SelectionKey) {
        val handler = key.attachment() as ReadyHandler
        try {
            handler.onReady(key)
        } catch (_: CancelledKeyException) {
            // Closed by what was served before it in this turn.
        } catch (error: Exception) {
            guarded { handler.onGone(error) }
        }
    }

    /** A fault of one connection must not end all the others. */
    private inline fun guarded(block: () -> Unit) {
        try {
            block()
        } catch (error: Exception) {
            thread.uncaughtExceptionHandler.uncaughtException(thread, error)
        }
    }

    private fun runTasks() {
        while (true) {
            val task = tasks.poll() ?: return
            guarded { task.run() }
        }
    }

    private fun end() {
        try {
            isClosed = true
            runTasks()
            val gone = ClosedChannelException()
            selector.keys().toList().forEach { guarded { (it.attachment() as ReadyHandler).onGone(gone) } }
            // What the handlers left to do, and once more for who came while this was going on.
            runTasks()
            selector.close()
        } catch (_: ClosedSelectorException) {
            // As good as closed.
        } catch (_: IOException) {
            // As good as closed.
        } finally {
            ended.complete(Unit)
        }
    }

    private companion object {
        const val INBOX_SIZE = 64 * 1024
    }
}
