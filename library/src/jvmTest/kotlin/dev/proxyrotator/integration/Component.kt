package dev.proxyrotator.integration

import java.net.InetAddress
import java.net.InetSocketAddress

/**
 * One server, started when it is first needed, once for all tests of this process.
 *
 * @property ports the names of the ports it listens on
 * @property local whether it listens on the loopback address alone, wherever the others do
 * @property behind what it passes on to, and is of no use without
 */
internal class Component(
    val name: String,
    private val programs: List<Program>,
    val ports: List<String>,
    private val local: Boolean = false,
    private val behind: List<Component> = emptyList(),
    private val command: Workshop.() -> List<String>,
) {
    val workshop: Workshop by lazy { Workshop.named(name) }

    private val running: RunningServer by lazy {
        val address = InetAddress.getByName(if (local) "127.0.0.1" else workshop.address)
        val listening = ports.map { InetSocketAddress(address, workshop.port(it)) }
        RunningServer.start(name, workshop, workshop.command(), listening)
    }

    /** Every program that is needed to run it. */
    val needs: Set<Program> get() = programs.toSet() + behind.flatMap { it.needs }

    fun start(): RunningServer {
        behind.forEach { it.start() }
        return running
    }

    fun port(name: String): Int {
        require(name in ports) { "${this.name} has no port $name" }
        start()
        return workshop.port(name)
    }
}
