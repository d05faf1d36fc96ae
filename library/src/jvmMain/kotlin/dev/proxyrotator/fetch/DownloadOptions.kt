package dev.proxyrotator.fetch

private const val DEFAULT_MAX_RESUMES = 5
private const val SHA256_DIGITS = 64

/**
 * How a file is downloaded.
 *
 * @throws IllegalArgumentException when a value is out of range
 */
public class DownloadOptions(
    /** Whether a file that is already there is replaced; otherwise it is an error. Default `false`. */
    public val overwrite: Boolean = false,
    /**
     * Whether what has come is kept when the download fails or is cancelled, and a later download of the same URL to the
     * same path goes on from there. It is in the hidden files `.NAME.part` and `.NAME.part.json` beside the target. What is
     * left by a machine that lost its power may be damaged; a [sha256] finds out. Default `false`: nothing is left behind.
     */
    public val keepPartial: Boolean = false,
    /** How often a body that broke off is gone on with; the count never starts anew. Default 5. */
    public val maxResumes: Int = DEFAULT_MAX_RESUMES,
    /** The SHA-256 that the file must have, 64 hexadecimal digits in either case; `null`, the default, checks none. */
    public val sha256: String? = null,
) {
    init {
        require(maxResumes >= 0) { "maxResumes must not be negative, was $maxResumes" }
        require(sha256 == null || isSha256(sha256)) { "sha256 must be $SHA256_DIGITS hexadecimal digits" }
    }

    /** The options in one line. */
    override fun toString(): String =
        "DownloadOptions(overwrite=$overwrite, keepPartial=$keepPartial, maxResumes=$maxResumes, sha256=$sha256)"

    private companion object {
        fun isSha256(text: String) =
            text.length == SHA256_DIGITS && text.all { it in '0'..'9' || it in 'a'..'f' || it in 'A'..'F' }
    }
}
