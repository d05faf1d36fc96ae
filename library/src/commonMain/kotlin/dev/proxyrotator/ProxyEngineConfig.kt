package dev.proxyrotator

import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.pool.ProxyPool
import dev.proxyrotator.rotation.RotationEngine
import dev.proxyrotator.session.Sessions
import io.ktor.client.HttpClient
import io.ktor.client.engine.HttpClientEngine
import io.ktor.client.engine.HttpClientEngineConfig
import kotlinx.coroutines.flow.SharedFlow

/**
 * Configures the rotation in a Ktor client's `engine { }`; every value has a default.
 *
 * Of what Ktor's own configuration adds, `dispatcher` says where continuations run (default `Dispatchers.Default`);
 * `proxy` and `pipelining` must be left alone.
 */
@RotatorDsl
public class ProxyEngineConfig internal constructor(
    private val options: RealRotationOptions,
) : HttpClientEngineConfig(),
    RotationOptions by options {
    internal fun build(): HttpClientEngine {
        require(proxy == null) {
            "The proxies of a ProxyEngine are in its pool: add them with proxy(url) or proxies(…) and leave 'proxy' alone"
        }
        require(!pipelining) {
            "ProxyEngine does not pipeline: leave 'pipelining' alone and raise limits { maxConnectionsPerProxy } instead"
        }
        return Rotation(options.parts(), this).engine
    }
}

/**
 * The proxies that a client made with `HttpClient(ProxyEngine)` chooses from.
 *
 * @throws IllegalStateException for a client with another engine
 */
public val HttpClient.proxyPool: ProxyPool get() = rotationEngine.pool

/**
 * The sessions of the requests that a client made with `HttpClient(ProxyEngine)` sends with `rotation { session = … }`.
 *
 * @throws IllegalStateException for a client with another engine
 */
public val HttpClient.proxySessions: Sessions get() = rotationEngine.sessions

/**
 * What happens in the rotation of a client that was made with `HttpClient(ProxyEngine)`; see [ProxyRotator.events].
 *
 * @throws IllegalStateException for a client with another engine
 */
public val HttpClient.rotationEvents: SharedFlow<RotationEvent> get() = rotationEngine.events.events

private val HttpClient.rotationEngine: RotationEngine
    get() =
        engine as? RotationEngine
            ?: error("This client does not rotate; it was made with another engine than ProxyEngine")
