package dev.proxyrotator.fetch

import java.nio.file.Path
import kotlin.time.Duration

/** A file that was downloaded and is in its place. */
public class DownloadResult internal constructor(
    /** The file, as it was asked for. */
    public val path: Path,
    /** Its size. */
    public val bytes: Long,
    /** How often the body had broken off and was gone on with, from there or from its beginning. */
    public val resumed: Int,
    /** From the call to the file in its place. */
    public val duration: Duration,
    /** Its SHA-256 in hexadecimal digits in lower case, if one was asked for; `null` otherwise. */
    public val sha256: String?,
) {
    /** The result in one line. */
    override fun toString(): String =
        "DownloadResult(path=$path, bytes=$bytes, resumed=$resumed, duration=$duration, sha256=$sha256)"
}
