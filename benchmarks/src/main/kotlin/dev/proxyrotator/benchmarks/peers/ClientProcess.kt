package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.Load
import dev.proxyrotator.benchmarks.load.Peer
import dev.proxyrotator.benchmarks.load.ProcessUsage
import dev.proxyrotator.benchmarks.process.Answer
import dev.proxyrotator.benchmarks.process.Parent

/** One client in a process of its own: its name, the target, the length of the body, the concurrency, the ports. */
internal fun main(arguments: Array<String>) {
    val (name, url, bodyLength, concurrency, ports) = arguments
    val setup = PeerSetup(url, ports.split(',').map(String::toInt), concurrency.toInt())
    ClientProcess(PeerCatalog.create(name, setup), setup, bodyLength.toInt()).serve()
}

private class ClientProcess(
    private val peer: Peer,
    private val setup: PeerSetup,
    private val bodyLength: Int,
) {
    private lateinit var wave: Load

    fun serve() {
        Parent.tell(Answer("ready" to true))
        Parent.serve { command ->
            when (command.first()) {
                "load" -> load(command[1].toLong(), command[2].toInt())
                "start-wave" -> startWave(command[1].toInt())
                "finish-wave" -> wave.finish().toAnswer()
                "memory" -> memory()
                else -> error("Unknown command $command")
            }
        }
    }

    private fun load(
        milliseconds: Long,
        concurrency: Int,
    ): Answer {
        val load = load(concurrency)
        load.start()
        load.stopAfter(milliseconds)
        return load.finish().toAnswer()
    }

    private fun startWave(requests: Int): Answer {
        wave = load(requests)
        wave.start(requestsPerSlot = 1)
        return Answer("started" to requests)
    }

    private fun load(concurrency: Int) = Load(peer, setup.proxyPorts.size, concurrency, bodyLength)

    private fun memory() =
        Answer(
            "heap" to ProcessUsage.usedHeap(),
            "direct" to ProcessUsage.directMemory,
            "threads" to ProcessUsage.threadCount,
        )
}
