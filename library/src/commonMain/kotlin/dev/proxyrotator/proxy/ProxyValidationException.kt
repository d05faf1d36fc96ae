package dev.proxyrotator.proxy

/**
 * A proxy that cannot be used as it was given.
 *
 * Neither the message nor a cause holds a part of a user name or password, nor of text that might be one.
 *
 * @property reason what is wrong and how to mend it.
 * @property position 0-based column in the input, where one is known.
 * @property redactedInput the input with all that could be a credential replaced by `***`; often just `***`.
 */
public class ProxyValidationException internal constructor(
    public val reason: String,
    public val position: Int? = null,
    public val redactedInput: String = REDACTED,
) : IllegalArgumentException(
        "Invalid proxy '$redactedInput'" + (position?.let { " at column ${it + 1}" } ?: "") + ": $reason",
    ) {
    /** The same of one proxy in a list, where nothing else may tell which. */
    internal fun inList(
        index: Int,
        size: Int,
    ) = if (size ==
        1
    ) {
        this
    } else {
        ProxyValidationException("$reason (proxy ${index + 1} of $size)", position, redactedInput)
    }
}

internal const val REDACTED = "***"
