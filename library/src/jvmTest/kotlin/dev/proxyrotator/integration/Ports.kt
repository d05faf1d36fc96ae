package dev.proxyrotator.integration

import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import kotlin.random.Random

/** Free ports by the names that configurations call them by. */
internal object Ports {
    private val taken = LinkedHashMap<String, Int>()

    @Synchronized
    fun named(name: String): Int = taken.getOrPut(name) { generateSequence(::candidate).first(::isFree) }

    /** Makes [port], on which somebody listens already, known by [name]. */
    @Synchronized
    fun assign(
        name: String,
        port: Int,
    ) {
        taken[name] = port
    }

    /** Below those the system gives to connections that go out, which would take it before its server does. */
    private fun candidate() = Random.nextInt(FIRST, LAST)

    private fun isFree(port: Int) =
        port !in taken.values &&
            try {
                ServerSocket(port, 1, InetAddress.getByAddress(ByteArray(4))).close()
                true
            } catch (_: IOException) {
                false
            }

    private const val FIRST = 11_000
    private const val LAST = 32_000
}
