package dev.proxyrotator.samples.demo

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId

/** What there is to do, and the rotator to do it with. */
internal class Workload(
    val rotator: ProxyRotator,
    val targets: List<Target>,
    /** A word on each proxy, where there is one. */
    val labels: Map<ProxyId, String> = emptyMap(),
    private val world: AutoCloseable? = null,
) {
    suspend fun close() {
        rotator.aclose()
        world?.close()
    }
}

/** @throws BadInput when the user's files cannot be used */
internal fun workload(options: DemoOptions): Workload =
    options.files?.let { ownWorkload(options, it) } ?: loopbackWorkload(options)

private fun loopbackWorkload(options: DemoOptions): Workload {
    val world = LoopbackWorld()
    val rotator = rotator(options)
    world.proxies.forEach(rotator.pool::add)
    return Workload(rotator, world.targets, world.labels, world)
}

private fun ownWorkload(
    options: DemoOptions,
    files: InputFiles,
): Workload {
    val problems = ArrayList<InputProblem>()
    val proxyFile = InputFile(files.proxies, problems)
    val proxies = proxyFile.read { Proxy.parse(it) }
    val urlFile = InputFile(files.urls, problems)
    val targets = urlFile.read(::parseTarget)

    // Added one by one, so that a proxy the transport cannot carry is reported with its line.
    val rotator = rotator(options)
    proxies.forEach { proxyFile.check(it, rotator.pool::add) }
    if (problems.isNotEmpty()) {
        rotator.close()
        throw BadInput(problems)
    }
    return Workload(rotator, targets.map { it.value })
}

private fun rotator(options: DemoOptions) =
    ProxyRotator {
        strategy(options.strategy)
        logging { level = LogLevel.DEBUG }
        // With a single proxy all of them go through it.
        limits {
            maxConnectionsPerProxy = maxOf(maxConnectionsPerProxy, options.concurrency)
            maxConnections = maxOf(maxConnections, options.concurrency)
        }
    }
