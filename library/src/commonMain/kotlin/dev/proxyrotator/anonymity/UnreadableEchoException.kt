package dev.proxyrotator.anonymity

/** An answer does not tell what its target saw of the request, so nothing can be said of the proxy. */
public class UnreadableEchoException(
    /** What is wrong with it. */
    public val reason: String,
    cause: Throwable? = null,
) : Exception("The answer is no echo of the request: $reason", cause)
