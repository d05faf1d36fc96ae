package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy

/** A proxy with all that tells it from others, for comparing. */
internal val Proxy.told: String get() = urlWithCredentials() + (country?.let { " $it" } ?: "")

internal val ProxyListReading.told: List<String> get() = proxies.map { it.told }

internal val ProxyListReading.badLines: List<Int?> get() = problems.map { it.line }

internal fun told(
    text: String,
    format: ProxyListFormat = ProxyListFormat.AUTO,
): List<String> = ProxyList.parse(text, format).also { check(it.problems.isEmpty()) { it.problems.toString() } }.told
