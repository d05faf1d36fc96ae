package dev.proxyrotator.fetch

/** How far a download has come. */
public class DownloadProgress internal constructor(
    /** The bytes that are there; fewer than before when the download had to begin anew. */
    public val bytes: Long,
    /** The size of the whole, or `null` where the server does not tell it. */
    public val total: Long?,
    /** The finished download, in the last element; `null` in those before. */
    public val result: DownloadResult? = null,
) {
    /** Whether the file is complete, checked and in its place. */
    public val isDone: Boolean get() = result != null

    /** `DownloadProgress(512/1024)`. */
    override fun toString(): String = "DownloadProgress($bytes/${total ?: "unknown"}${if (isDone) ", done" else ""})"
}
