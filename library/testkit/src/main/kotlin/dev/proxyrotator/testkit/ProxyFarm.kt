package dev.proxyrotator.testkit

import dev.proxyrotator.proxy.Proxy

/**
 * An origin and the proxies that lead to it, each on a loopback port of its own: all that a test of your own code needs
 * in place of a network. Each proxy can be made to fail in a way of its own, at any time:
 *
 * ```
 * ProxyFarm(proxies = 2).use { farm ->
 *     farm[0].behaviour = ProxyBehaviour.Refuse
 *     ProxyRotator { proxies(farm.proxies) }.use { rotator ->
 *         rotator.get(farm.url("/bytes/100"))
 *     }
 *     check(farm.origin.requests.size == 1)
 * }
 * ```
 *
 * [close] closes all connections and waits for the threads. Nothing leaves the machine.
 *
 * @param behaviours one proxy for each
 * @param handler what both origins answer
 */
public class ProxyFarm
    @JvmOverloads
    constructor(
        behaviours: List<ProxyBehaviour>,
        private val handler: OriginHandler = BuiltInRoutes,
    ) : AutoCloseable {
        /** As many [good][ProxyBehaviour.Good] [proxies] as that; their behaviours can be changed one by one. */
        @JvmOverloads
        public constructor(
            proxies: Int = 3,
            handler: OriginHandler = BuiltInRoutes,
        ) : this(List(proxies) { ProxyBehaviour.Good }, handler)

        private val servers = behaviours.map { LoopbackProxy(it) }
        private val secureOriginIfUsed = lazy { LoopbackOrigin(certificate, handler = handler) }

        /** The origin behind [url]. */
        public val origin: LoopbackOrigin = LoopbackOrigin(handler)

        /** The origin behind [secureUrl], started when it is first asked for. Proxies see CONNECT and nothing more of it. */
        public val secureOrigin: LoopbackOrigin by secureOriginIfUsed

        /** What the [secureOrigin] shows. Trust it: `tls { trust(farm.certificate.certificatePem) }`. */
        public val certificate: TestCertificate get() = SelfSignedCertificate.shared

        /** What to configure a rotator with, in the order of their servers. */
        public val proxies: List<Proxy> = servers.map { Proxy.parse(it.url) }

        /** The server of the proxy that comes after [index] others. */
        public operator fun get(index: Int): LoopbackProxy = servers[index]

        /** The http URL of [path], which begins with a slash. */
        public fun url(path: String): String = origin.url(path)

        /** The https URL of [path], which begins with a slash. */
        public fun secureUrl(path: String): String = secureOrigin.url(path)

        override fun close() {
            servers.forEach { it.close() }
            origin.close()
            if (secureOriginIfUsed.isInitialized()) secureOrigin.close()
        }
    }
