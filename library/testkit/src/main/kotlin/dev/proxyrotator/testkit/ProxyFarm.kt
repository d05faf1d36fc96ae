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
 * Nothing leaves the machine: to hosts that are neither loopback nor among the farm's own the proxies answer 403.
 * [close] closes all connections and waits for the threads.
 *
 * @param behaviours one proxy for each
 * @param handler what both origins answer
 * @param hosts names that belong to the farm, such as `api.example.com`, for code whose URLs cannot be changed: whatever
 *   the port, the proxies lead requests for `http://` to [origin] and tunnels to [secureOrigin]
 */
public class ProxyFarm
    @JvmOverloads
    constructor(
        behaviours: List<ProxyBehaviour>,
        private val handler: OriginHandler = BuiltInRoutes,
        hosts: List<String> = emptyList(),
    ) : AutoCloseable {
        /** As many [good][ProxyBehaviour.Good] [proxies] as that; their behaviours can be changed one by one. */
        @JvmOverloads
        public constructor(
            proxies: Int = 3,
            handler: OriginHandler = BuiltInRoutes,
            hosts: List<String> = emptyList(),
        ) : this(List(proxies) { ProxyBehaviour.Good }, handler, hosts)

        private val names = hosts.map { it.lowercase() }
        private val secureOriginIfUsed = lazy { LoopbackOrigin(certificate, handler = handler) }

        /** The origin behind [url]. */
        public val origin: LoopbackOrigin = LoopbackOrigin(handler)

        /** The origin behind [secureUrl], started when it is first needed. Proxies see CONNECT and nothing more of it. */
        public val secureOrigin: LoopbackOrigin by secureOriginIfUsed

        /**
         * What the [secureOrigin] shows, for `localhost` and the hosts of the farm. A rotator trusts it with
         * `tls { trust(farm.certificate.certificatePem) }`. Made when it is first needed, which takes about a second.
         */
        public val certificate: TestCertificate by lazy {
            if (names.isEmpty()) SelfSignedCertificate.shared else SelfSignedCertificate.create(*names.toTypedArray())
        }

        private val servers =
            behaviours.map { behaviour -> LoopbackProxy(behaviour).also { it.namedPort = ::portOf } }

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

        private fun portOf(target: ForwardTarget): Int? =
            when {
                target.host.lowercase() !in names -> null
                target.isTunnel -> secureOrigin.port
                else -> origin.port
            }
    }
