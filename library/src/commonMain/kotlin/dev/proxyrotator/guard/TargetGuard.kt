package dev.proxyrotator.guard

import dev.proxyrotator.proxy.isPublicHost
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.ktor.http.Url

/**
 * Decides which targets may be asked: for every request and every redirect, before a proxy is chosen and anything is sent.
 * A target it does not allow is a [TargetRefusedException][dev.proxyrotator.failure.TargetRefusedException].
 *
 * It sees a URL as it is written, since names of targets are never resolved here: that is the proxy's business. So it
 * cannot know that a name leads to a private address, today or in a minute. Who must be sure of that has to see to it
 * where names are resolved, at the proxy.
 */
public fun interface TargetGuard {
    /** Whether [target] may be asked. Is called from any thread and must not wait; what it throws ends the request. */
    public fun allows(target: Url): Boolean

    /** The guards that are there already. */
    public companion object {
        private val everything = TargetGuard { true }
        private val publicOnly =
            TargetGuard { target ->
                readHost(target.host).valueOrNull?.let(::isPublicHost) == true
            }

        /** Allows every target, private ones too: they are those of the proxy's network, not of this one. */
        public fun everything(): TargetGuard = everything

        /**
         * Allows what is public by its spelling. It refuses
         *
         * - addresses that are not public: loopback, private, link-local, shared (RFC 6598), the metadata addresses of
         *   clouds, multicast, documentation, reserved; and every IPv6 address that stands for an IPv4 address (mapped,
         *   NAT64, 6to4);
         * - every address in another spelling than the usual one, such as `0x7f.1`, `2130706433` or `127.1`, since others
         *   might read it in another way;
         * - names of local networks: those without a dot, and those under `localhost`, `local`, `localdomain`,
         *   `internal`, `intranet`, `private`, `lan`, `home`, `corp` and `home.arpa`;
         * - what cannot be a host.
         *
         * A name that somebody has pointed to a private address is allowed, as names are not resolved.
         */
        public fun publicOnly(): TargetGuard = publicOnly
    }
}
