package dev.proxyrotator.samples.background.demo

import dev.proxyrotator.samples.background.FetchItem
import java.security.MessageDigest

private const val SHOWN_OF_PATH = 40
private const val BYTES_OF_DIGEST = 6

/** The item for [url]. Its name is the same in every run, says where it comes from, and nothing of the query. */
internal fun itemOf(url: String): FetchItem {
    val path =
        url
            .substringBefore('#')
            .substringBefore('?')
            .substringAfter("://", "")
            .substringAfter('/', "")
    val shown =
        path
            .trimEnd('/')
            .substringAfterLast('/')
            .lowercase()
            .filter { it in 'a'..'z' || it in '0'..'9' || it == '-' }
            .trimStart('-')
            .take(SHOWN_OF_PATH)
    val digest = MessageDigest.getInstance("SHA-256").digest(url.toByteArray()).take(BYTES_OF_DIGEST)
    return FetchItem("${shown.ifEmpty { "body" }}-${digest.toByteArray().toHexString()}", url)
}
