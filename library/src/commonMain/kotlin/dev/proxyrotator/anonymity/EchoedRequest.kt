package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.readAddress
import kotlin.jvm.JvmStatic

internal const val NO_ADDRESS = "it names no IP address that the request came from"

/** Longer than any request that a check sends. */
private const val MAX_ECHO = 65_536
private val addressNames = setOf("remoteaddr", "remoteaddress", "address", "ip")

/** Whether an echo calls the address so that the request came from. */
internal fun namesAddress(name: String): Boolean = name.lowercase().filterNot { it in "_-" } in addressNames

/** @throws UnreadableEchoException if [text] is longer than an echo may be */
internal fun checkLength(text: String) {
    if (text.length > MAX_ECHO) throw UnreadableEchoException("it is longer than $MAX_ECHO characters")
}

/**
 * A request as its target saw it, and told in its answer.
 *
 * @param address where the connection came from: the IP address of the exit, with or without a port. Not what a field such
 *   as `X-Forwarded-For` says, which proxies write.
 * @property headers all header fields that came with it; names in any case.
 * @throws UnreadableEchoException if [address] is no IP address, or there is no `Host` among [headers], which every request
 *   has: then they are not those of a request.
 */
public class EchoedRequest(
    address: String,
    public val headers: Map<String, List<String>>,
) {
    /** Where it came from: an IP address, IPv6 as in RFC 5952 without brackets. */
    public val address: String = readAddress(address.trim()) ?: throw UnreadableEchoException(NO_ADDRESS)

    init {
        if (values("Host").all { it.isBlank() }) {
            throw UnreadableEchoException("the header fields in it are not those of a request, which has a Host")
        }
    }

    internal fun values(name: String): List<String> =
        headers.entries.filter { it.key.equals(name, ignoreCase = true) }.flatMap { it.value }

    /** How much there is of it; the values may be secrets. */
    override fun toString(): String = "EchoedRequest($address, ${headers.size} header fields)"

    /** Reads echoes. */
    public companion object {
        /**
         * Reads the usual forms: a JSON object with an object `headers` and the address as `remote_addr`, `address` or `ip`,
         * or lines such as `REMOTE_ADDR = 192.0.2.1`, `HTTP_VIA = 1.1 squid` and `Via: 1.1 squid`, in HTML or not. The
         * `origin` of some services is refused: it may be what a proxy wrote into `X-Forwarded-For`.
         *
         * @throws UnreadableEchoException if [text] is neither, says too little, or is longer than 65,536 characters
         */
        @JvmStatic
        public fun parse(text: String): EchoedRequest {
            checkLength(text)
            return if (text.trimStart().startsWith('{')) readJsonEcho(text) else readEchoLines(text)
        }
    }
}
