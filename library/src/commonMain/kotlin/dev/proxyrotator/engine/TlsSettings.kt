package dev.proxyrotator.engine

/** How TLS to the target is checked. */
public class TlsSettings internal constructor(
    /**
     * Whether certificates and host names are verified. Default `true`. With `false` everybody on the way can read and
     * change what is sent: for tests only.
     */
    public val verify: Boolean = true,
) {
    /** The settings in one line. */
    override fun toString(): String = "TlsSettings(verify=$verify)"
}
