package dev.proxyrotator.fetch

import java.io.IOException

/**
 * What came is not what was to be downloaded: another length, another checksum, a range that was not asked for; or
 * another download is at work on the same file. No file was put in place.
 */
public class DownloadException internal constructor(
    message: String,
) : IOException(message)
