package dev.proxyrotator.redirect

/**
 * A URI reference in its parts as they are written (RFC 3986 §4.1); a part that is `null` is not there, one that is empty
 * is.
 */
internal class UriReference(
    val scheme: String?,
    val authority: String?,
    val path: String,
    val query: String?,
    val fragment: String?,
) {
    companion object {
        private const val SLASHES = "//"

        /** `null` for a text that begins with what looks like a scheme and is none. */
        fun of(text: String): UriReference? {
            val (withoutFragment, fragment) = text.splitAt('#')
            val (hierarchy, query) = withoutFragment.splitAt('?')
            val colon = hierarchy.substringBefore('/').indexOf(':')
            val scheme = if (colon < 0) null else hierarchy.substring(0, colon)
            if (scheme != null && !isScheme(scheme)) return null
            val rest = hierarchy.substring(colon + 1)
            if (!rest.startsWith(SLASHES)) return UriReference(scheme, authority = null, rest, query, fragment)
            val pathStart = rest.indexOf('/', SLASHES.length).let { if (it < 0) rest.length else it }
            return UriReference(
                scheme,
                rest.substring(SLASHES.length, pathStart),
                rest.substring(pathStart),
                query,
                fragment,
            )
        }

        private fun String.splitAt(delimiter: Char): Pair<String, String?> {
            val at = indexOf(delimiter)
            return if (at < 0) this to null else substring(0, at) to substring(at + 1)
        }

        private fun isScheme(text: String): Boolean =
            text.isNotEmpty() && isLetter(text[0]) && text.all { isLetter(it) || it in '0'..'9' || it in "+-." }

        private fun isLetter(char: Char) = char in 'a'..'z' || char in 'A'..'Z'
    }
}

/** Takes `.` and `..` out of a path that begins with a slash or is empty (RFC 3986 §5.2.4). */
internal fun withoutDotSegments(path: String): String {
    if (path.isEmpty()) return path
    val segments = path.substring(1).split('/')
    val kept = ArrayList<String>(segments.size)
    for (segment in segments) {
        when (segment) {
            "." -> Unit
            ".." -> kept.removeLastOrNull()
            else -> kept.add(segment)
        }
    }
    if (segments.last() == "." || segments.last() == "..") kept.add("")
    return kept.joinToString("/", "/")
}
