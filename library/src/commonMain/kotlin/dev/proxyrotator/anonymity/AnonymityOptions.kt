package dev.proxyrotator.anonymity

import dev.proxyrotator.selection.ProxyFilter
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** How the anonymity of proxies is checked; every value has a default. */
public class AnonymityOptions internal constructor() {
    /**
     * The addresses by which this machine is known, or networks such as `2001:db8:1::/64`, which no target may see. They are
     * not asked for, since that would have to go past the proxies. As long as there is none of IPv4 or none of IPv6, which is
     * the default, every address of that family that stands in a header field and is not the exit counts as the client's.
     */
    public var clientAddresses: Set<String> = emptySet()

    /**
     * Header fields that say nothing of the proxy, since a server in front of the echo adds them; any other field that was
     * not sent is a proxy's. Default none.
     */
    public var ignoredHeaders: Set<String> = emptySet()

    /** Which proxies of the pool are checked. Default all. */
    public var filter: ProxyFilter = ProxyFilter.Everything

    /** How many are checked at once. Default 10. */
    public var maxConcurrent: Int = 10

    /** The limit of each request. Default 30 s. */
    public var timeout: Duration = 30.seconds

    internal var read: (String) -> EchoedRequest = EchoedRequest::parse
        private set

    /**
     * Reads the body of an answer, of 65,536 characters at most, in a form of its own; default [EchoedRequest.parse]. It may
     * throw any exception.
     */
    public fun echo(read: (String) -> EchoedRequest) {
        this.read = read
    }

    /** @throws IllegalArgumentException if a value is out of range */
    internal fun validate() {
        require(maxConcurrent >= 1) { "maxConcurrent must be at least 1, was $maxConcurrent" }
        require(timeout.isPositive()) { "timeout must be positive, was $timeout" }
    }
}
