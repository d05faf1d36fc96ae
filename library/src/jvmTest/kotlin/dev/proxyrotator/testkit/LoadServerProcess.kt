package dev.proxyrotator.testkit

/** A [LoadServer] in a JVM of its own, so that its end of ten thousand connections has descriptors of its own. */
class LoadServerProcess : AutoCloseable {
    private val child = ChildJvm(LoadServerProcess::class.java.name + "Kt", options = listOf("-Xmx512m"))

    val port: Int = child.await("port ").toInt()

    /** Without a trailing slash. */
    val url: String get() = "http://127.0.0.1:$port"

    /** Blocks until exactly [count] connections are open. */
    fun awaitOpen(count: Int) {
        child.tell("$count")
        child.await("open")
    }

    override fun close() = child.close()
}

/** Prints `port` and the port; then, for each number it is told, `open` when that many connections are. */
fun main() {
    LoadServer().use { server ->
        println("port ${server.port}")
        generateSequence(::readLine).forEach {
            server.counts.awaitOpen(it.toInt(), GENEROUS * 6)
            println("open")
        }
    }
}
