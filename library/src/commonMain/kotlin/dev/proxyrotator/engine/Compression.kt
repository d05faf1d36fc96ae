package dev.proxyrotator.engine

private const val DEFAULT_RATIO = 200
private const val DEFAULT_RATIO_FROM = 10L * 1024 * 1024

/**
 * What is done about compressed responses (RFC 9110 §8.4).
 *
 * A request that has neither an `Accept-Encoding` nor a `Range` of its own asks for `gzip, deflate`, and what comes back
 * in one of these is decoded: readers, ban rules and validators see what was compressed, and `Content-Encoding` and
 * `Content-Length` are gone from the headers. A request with an `Accept-Encoding` of its own gets the bytes as they come,
 * and so does one whose response is in a coding that is not known here.
 *
 * Of a response that is damaged nothing is passed over in silence: one that is cut short, has a wrong checksum, or has
 * bytes behind its end, zeros as well, is an error. Several gzip members one after the other are one body (RFC 1952
 * §2.2), no bytes at all are an empty one. At most two codings on top of each other are undone, a third is an error.
 */
public class Compression internal constructor(
    /** Whether compressed responses are asked for and decoded. Default `true`. */
    public val enabled: Boolean = true,
    /** The most bytes that may come out of a body for each byte that went in, from [maxRatioFrom] on. Default 200. */
    public val maxRatio: Int = DEFAULT_RATIO,
    /** The bytes that may come out of a body whatever went in. Default 10 MiB. */
    public val maxRatioFrom: Long = DEFAULT_RATIO_FROM,
) {
    init {
        require(maxRatio >= 1) { "compression { maxRatio } must be at least 1, was $maxRatio" }
        require(maxRatioFrom >= 0) { "compression { maxRatioFrom } must not be negative, was $maxRatioFrom" }
    }

    /** The options in one line. */
    override fun toString(): String =
        "Compression(enabled=$enabled, maxRatio=$maxRatio, maxRatioFrom=$maxRatioFrom)"
}
