package dev.proxyrotator

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException

/** @throws ProxyValidationException which says the how many-th of [urls] is not valid */
internal fun parseProxies(urls: List<String>): List<Proxy> =
    urls.mapIndexed { index, url ->
        try {
            Proxy.parse(url)
        } catch (invalid: ProxyValidationException) {
            throw invalid.inList(index, urls.size)
        }
    }
