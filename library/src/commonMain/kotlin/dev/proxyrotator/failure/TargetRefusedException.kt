package dev.proxyrotator.failure

/** The target guard did not allow this target, of a request or of a redirect. Nothing was sent to it. */
public class TargetRefusedException internal constructor(
    /** The host that was refused, as it is written in the URL. */
    public val host: String,
) : ProxyRotatorException("The target guard refuses the host ${shown(host)}")

private const val MAX_SHOWN = 255

/** A host that was refused may be anything. */
private fun shown(host: String): String =
    host.take(MAX_SHOWN).map { if (it in '!'..'~') it else '?' }.joinToString("", "'", "'")
