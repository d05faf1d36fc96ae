package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.readAddress
import dev.proxyrotator.selection.ProxyFilter
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** How the anonymity of proxies is checked; every value has a default. */
public class AnonymityOptions internal constructor() {
    /**
     * The public addresses of this machine, IPv4 and IPv6, which no target may see. They are not asked for, since that would
     * have to go past the proxies. Without them, the default, every address in `X-Forwarded-For` and its like that is not
     * the exit's counts as the client's.
     */
    public var clientAddresses: Set<String> = emptySet()

    /** Header fields that say nothing of the proxy, since a server in front of the echo adds them. Default none. */
    public var ignoredHeaders: Set<String> = emptySet()

    /** Which proxies of the pool are checked. Default all. */
    public var filter: ProxyFilter = ProxyFilter.Everything

    /** How many are checked at once. Default 10. */
    public var maxConcurrent: Int = 10

    /** The limit of each request. Default 30 s. */
    public var timeout: Duration = 30.seconds

    internal var read: (String) -> EchoedRequest = EchoedRequest::parse
        private set

    /** Reads the body of an answer in a form of its own; default [EchoedRequest.parse]. May throw what it likes. */
    public fun echo(read: (String) -> EchoedRequest) {
        this.read = read
    }

    /** @throws IllegalArgumentException if a value is out of range */
    internal fun validate() {
        require(maxConcurrent >= 1) { "maxConcurrent must be at least 1, was $maxConcurrent" }
        require(timeout.isPositive()) { "timeout must be positive, was $timeout" }
        ownAddresses()
    }

    internal fun ownAddresses(): Set<String> =
        clientAddresses.mapTo(HashSet()) {
            requireNotNull(readAddress(it)) { "clientAddresses must be IP addresses, one was \"$it\"" }
        }
}
