package dev.proxyrotator.java

import io.ktor.http.BadContentTypeFormatException
import io.ktor.http.ContentType

/** Refuses early what would fail when the request is sent. */
internal object MediaTypes {
    @JvmStatic
    fun check(mediaType: String): String {
        try {
            ContentType.parse(mediaType)
        } catch (malformed: BadContentTypeFormatException) {
            throw IllegalArgumentException("Not a media type: \"$mediaType\"", malformed)
        }
        return mediaType
    }
}
