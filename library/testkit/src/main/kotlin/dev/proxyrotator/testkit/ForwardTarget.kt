package dev.proxyrotator.testkit

/** Where a request to a proxy wants to go: `http://host:port/path` or, for CONNECT, `host:port`. */
internal class ForwardTarget(
    request: ReceivedRequest,
) {
    private val afterScheme = request.target.substringAfter("://")
    private val authority = afterScheme.takeWhile { it !in "/?#" }
    val host: String = authority.substringBeforeLast(':')

    val isTunnel: Boolean = request.isConnect

    val port: Int =
        authority.substringAfterLast(':', missingDelimiterValue = "80").toIntOrNull()?.takeIf { it in 1..65535 } ?: 0

    /** Names under `localhost` never leave the machine (RFC 6761 §6.3), so they need no lookup. */
    val isLoopback: Boolean = host == "localhost" || host.endsWith(".localhost") || host.startsWith("127.")

    /** What the origin gets as the request target. */
    val originForm: String = afterScheme.drop(authority.length).let { if (it.startsWith("/")) it else "/$it" }
}
