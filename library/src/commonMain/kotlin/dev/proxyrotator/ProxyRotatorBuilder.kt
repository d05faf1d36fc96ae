package dev.proxyrotator

import dev.proxyrotator.redirect.RedirectOptions
import dev.proxyrotator.redirect.RedirectPolicy
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
    private var redirects = RedirectPolicy()

    /** Where continuations run. Default [Dispatchers.Default]; a test's dispatcher puts every wait on virtual time. */
    public var dispatcher: CoroutineDispatcher = Dispatchers.Default

    /**
     * Configures the Ktor client above the rotation: any plugin, default headers, `expectSuccess`. Redirects are set with
     * [redirects]; Ktor's own, `followRedirects = true`, keep cookies and API keys when they leave the host, and are an
     * error here.
     */
    public fun client(configure: HttpClientConfig<*>.() -> Unit) {
        clientBlocks.add(configure)
    }

    /**
     * Sets which redirects are followed. Default: up to 10, with what [RedirectOptions] says.
     *
     * @throws IllegalArgumentException when a value is out of range
     */
    public fun redirects(configure: RedirectOptions.() -> Unit) {
        redirects = RedirectOptions().takeFrom(redirects).apply(configure).build()
    }

    internal fun build(): ProxyRotator {
        val engineConfig = HttpClientEngineConfig().also { it.dispatcher = dispatcher }
        val rotation = Rotation(options.parts(), engineConfig)
        try {
            return ProxyRotator(rotation, clientBlocks.toList(), redirects)
        } catch (error: Throwable) {
            rotation.engine.close()
            throw error
        }
    }
}
