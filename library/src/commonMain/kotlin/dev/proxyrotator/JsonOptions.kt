package dev.proxyrotator

import dev.proxyrotator.configuration.ConfigurationFiles
import dev.proxyrotator.configuration.Section
import dev.proxyrotator.configuration.ValueType
import dev.proxyrotator.configuration.choice
import dev.proxyrotator.configuration.listOf
import dev.proxyrotator.configuration.option
import dev.proxyrotator.configuration.readJson
import dev.proxyrotator.configuration.secret
import dev.proxyrotator.configuration.text
import dev.proxyrotator.configuration.wholeNumber
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.RotationStrategy
import kotlinx.serialization.json.Json

private val proxy: ValueType<Proxy> =
    ValueType { value -> value.naming { Json.decodeFromJsonElement(Proxy.serializer(), value.element) } }

private val strategyName: ValueType<String> = choice(RotationStrategy.names.associateWith { it })

/** All that a JSON document can set. */
internal val rotatorOptions: Section<ProxyRotatorBuilder> =
    Section(
        option("proxies", secret(listOf(proxy))) { proxies(it) },
        option("strategy", strategyName) { strategy(it) },
        option(ProxyRotatorBuilder::poolName, text),
        option(ProxyRotatorBuilder::maxProxies, wholeNumber),
        option("timeouts", timeoutOptions) { timeouts(it) },
        option("retry", retryOptions) { retry(it) },
        option("limits", limitOptions) { limits(it) },
        option("health", healthOptions) { health(it) },
        option("sessions", sessionOptions) { sessions(it) },
        option("bans", banOptions) { bans(it) },
        option("tls", tlsOptions) { tls(it) },
        option("proxyTls", tlsOptions) { proxyTls(it) },
        *requestOptions,
    )

internal fun ProxyRotatorBuilder.applyJson(
    text: String,
    files: ConfigurationFiles,
) {
    val change = readJson(text, rotatorOptions, files)
    change()
}
