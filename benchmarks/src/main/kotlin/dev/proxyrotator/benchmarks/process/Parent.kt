package dev.proxyrotator.benchmarks.process

import java.util.concurrent.LinkedBlockingQueue
import kotlin.concurrent.thread

/** What the process that started this one asks for, seen from here. */
internal object Parent {
    /** Tells [answer]. */
    fun tell(answer: Answer) {
        println(answer)
        System.out.flush()
    }

    /** Answers commands until the parent is gone, and ends this process then, whatever it is doing. */
    fun serve(answer: (List<String>) -> Answer) {
        val commands = LinkedBlockingQueue<List<String>>()
        thread(isDaemon = true, name = "parent") {
            generateSequence(::readLine).forEach { commands.add(it.split(' ')) }
            Runtime.getRuntime().halt(0)
        }
        while (true) tell(answer(commands.take()))
    }
}
