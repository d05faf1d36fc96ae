package dev.proxyrotator.benchmarks.targets

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.benchmarks.load.ProcessUsage
import dev.proxyrotator.benchmarks.process.Answer
import dev.proxyrotator.benchmarks.process.ChildProcess
import dev.proxyrotator.benchmarks.process.Parent
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.ProxyScheme
import kotlin.time.Duration.Companion.minutes

private const val ALLOWED_BYTES = 1024.0

/** How much heap does a proxy take that is in the pool and not in use? Asked in a process of its own. */
internal fun idleProxies(count: Int): Target {
    System.err.println("${format(count.toDouble(), 0)} idle proxies")
    ChildProcess("dev.proxyrotator.benchmarks.targets.IdleProxiesKt", listOf("$count")).use { process ->
        val bytes = process.readAnswer(within = 2.minutes).long("heap").toDouble() / count
        return Target.atMost("heap of an idle proxy, of ${format(count.toDouble(), 0)}", ALLOWED_BYTES, bytes, " B")
    }
}

/** Fills a rotator with so many proxies and tells what they take. */
internal fun main(arguments: Array<String>) {
    val count = arguments.single().toInt()
    val before = ProcessUsage.usedHeap()
    ProxyRotator(List(count, ::proxy)).use { rotator ->
        val after = ProcessUsage.usedHeap()
        check(rotator.pool.size == count)
        Parent.tell(Answer("heap" to after - before))
    }
}

private fun proxy(index: Int): Proxy {
    val credentials = ProxyCredentials("customer-session-$index", "password-$index")
    return Proxy.of(ProxyScheme.HTTP, "10.${index shr 16}.${index shr 8 and 255}.${index and 255}", 8080, credentials)
}
