package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.benchmarks.load.SuspendingPeer
import io.ktor.client.statement.bodyAsBytes
import kotlin.time.Duration.Companion.minutes

/** This project as its users see it: the rotator chooses the proxy itself. */
internal class RotatorPeer(
    private val setup: PeerSetup,
) : SuspendingPeer() {
    private val rotator =
        ProxyRotator(setup.proxyPorts.map { "http://${PeerSetup.PROXY_HOST}:$it" }) {
            limits {
                maxConnections = setup.concurrency
                maxConnectionsPerProxy = setup.concurrency
                leaseTimeout = PATIENCE
            }
            timeouts {
                connect = PATIENCE
                responseHead = PATIENCE
                idle = PATIENCE
                call = PATIENCE
            }
        }

    override suspend fun fetch(proxy: Int): Int = rotator.get(setup.url).bodyAsBytes().size

    private companion object {
        /** Ten thousand requests may start at the same moment, and be held back on purpose. */
        val PATIENCE = 2.minutes
    }
}
