package dev.proxyrotator.session

import dev.proxyrotator.engine.http1.requireField
import dev.proxyrotator.proxy.Proxy

internal class RealSessions(
    private val book: SessionBook,
    private val proxies: () -> Collection<Proxy>,
) : Sessions {
    override val size: Int get() = book.active().size

    override fun keys(): List<String> = book.active().map { it.key }

    override fun get(key: String): ProxySession? = book[key]

    override fun open(key: String): ProxySession = book.find(key)

    override fun open(
        key: String,
        headers: Map<String, String>,
    ): ProxySession = book.find(key, checkedHeaders(headers))

    override fun retire(key: String): Boolean = book[key]?.retire() ?: false

    override fun clear() = book.clear()

    override fun save(): String = saveSessions(book, proxies())

    override fun restore(text: String) = book.put(restoreSessions(text, book, proxies()))

    override fun toString(): String = "Sessions(size=$size)"
}

/** A copy of [headers]; @throws IllegalArgumentException when one cannot be sent */
internal fun checkedHeaders(headers: Map<String, String>): Map<String, String> =
    headers.toMap().onEach { (name, value) -> requireField(name, value) }
