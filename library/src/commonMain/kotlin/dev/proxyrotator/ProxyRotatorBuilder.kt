package dev.proxyrotator

import io.ktor.client.HttpClientConfig
import io.ktor.client.engine.HttpClientEngineConfig
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/** Configures a [ProxyRotator]; every value has a default. */
@RotatorDsl
public class ProxyRotatorBuilder internal constructor(
    private val options: RealRotationOptions,
) : RotationOptions by options {
    private val clientBlocks = ArrayList<HttpClientConfig<*>.() -> Unit>()

    /** Where continuations run. Default [Dispatchers.Default]; a test's dispatcher puts every wait on virtual time. */
    public var dispatcher: CoroutineDispatcher = Dispatchers.Default

    /**
     * Configures the Ktor client above the rotation: any plugin, default headers, `expectSuccess`. Redirects are not
     * followed unless `followRedirects = true` is set here; Ktor's redirect keeps cookies and API-key headers when it
     * leaves the host.
     */
    public fun client(configure: HttpClientConfig<*>.() -> Unit) {
        clientBlocks.add(configure)
    }

    /** Sets the defaults of `fetchAll`, `fetchUrls` and `fetchFlow`. */
    public fun fetch(configure: FetchBuilder.() -> Unit) {
        options.fetch = FetchBuilder(options.fetch).apply(configure).build()
    }

    internal fun build(): ProxyRotator {
        val engineConfig = HttpClientEngineConfig().also { it.dispatcher = dispatcher }
        val rotation = Rotation(options.parts(), engineConfig)
        try {
            return ProxyRotator(rotation, clientBlocks.toList())
        } catch (error: Throwable) {
            rotation.engine.close()
            throw error
        }
    }
}
