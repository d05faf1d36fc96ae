package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.readAddress
import kotlin.jvm.JvmStatic

/**
 * A request as its target saw it, and told in its answer.
 *
 * @param address where it came from: the IP address of the exit, with or without a port.
 * @property headers the header fields that came with it; names in any case.
 * @throws UnreadableEchoException if [address] is no IP address, or there is no `Host` among [headers], which every request
 *   has: then they are not those of a request.
 */
public class EchoedRequest(
    address: String,
    public val headers: Map<String, List<String>>,
) {
    /** Where it came from: an IP address, IPv6 as in RFC 5952 without brackets. */
    public val address: String =
        readAddress(address.trim())
            ?: throw UnreadableEchoException("it names no IP address that the request came from")

    init {
        if (headers.keys.none { it.equals("Host", ignoreCase = true) }) {
            throw UnreadableEchoException("the header fields in it are not those of a request, which has a Host")
        }
    }

    /** How much there is of it; the values may be secrets. */
    override fun toString(): String = "EchoedRequest($address, ${headers.size} header fields)"

    /** Reads echoes. */
    public companion object {
        /**
         * Reads the usual forms: a JSON object with an object `headers` and the address as `origin`, `ip`, `address`,
         * `remote_addr` or `client_ip`, or lines such as `REMOTE_ADDR = 192.0.2.1`, `HTTP_VIA = 1.1 squid` and
         * `Via: 1.1 squid`, in HTML or not.
         *
         * @throws UnreadableEchoException if [text] is neither, or says too little
         */
        @JvmStatic
        public fun parse(text: String): EchoedRequest =
            if (text.trimStart().startsWith('{')) readJsonEcho(text) else readEchoLines(text)
    }
}
