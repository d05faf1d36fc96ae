package dev.proxyrotator.engine.http1

/**
 * Field names that come often or mean something here. Found in any case, and without a new string when spelled in
 * [title] or in lower case.
 */
internal enum class KnownField(
    val title: String,
) {
    ACCEPT("Accept"),
    ACCEPT_CHARSET("Accept-Charset"),
    ACCEPT_ENCODING("Accept-Encoding"),
    ACCEPT_LANGUAGE("Accept-Language"),
    ACCEPT_RANGES("Accept-Ranges"),
    ALLOW_CREDENTIALS("Access-Control-Allow-Credentials"),
    ALLOW_HEADERS("Access-Control-Allow-Headers"),
    ALLOW_METHODS("Access-Control-Allow-Methods"),
    ALLOW_ORIGIN("Access-Control-Allow-Origin"),
    EXPOSE_HEADERS("Access-Control-Expose-Headers"),
    AGE("Age"),
    ALT_SVC("Alt-Svc"),
    AUTHORIZATION("Authorization"),
    CACHE_CONTROL("Cache-Control"),
    CF_CACHE_STATUS("CF-Cache-Status"),
    CF_RAY("CF-RAY"),
    CONNECTION("Connection"),
    CONTENT_DISPOSITION("Content-Disposition"),
    CONTENT_ENCODING("Content-Encoding"),
    CONTENT_LANGUAGE("Content-Language"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_LOCATION("Content-Location"),
    CONTENT_RANGE("Content-Range"),
    CONTENT_SECURITY_POLICY("Content-Security-Policy"),
    CONTENT_TYPE("Content-Type"),
    COOKIE("Cookie"),
    DATE("Date"),
    ETAG("ETag"),
    EXPECT("Expect"),
    EXPIRES("Expires"),
    HOST("Host"),
    KEEP_ALIVE("Keep-Alive"),
    LAST_MODIFIED("Last-Modified"),
    LINK("Link"),
    LOCATION("Location"),
    P3P("P3P"),
    PRAGMA("Pragma"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    REFERRER_POLICY("Referrer-Policy"),
    RETRY_AFTER("Retry-After"),
    SERVER("Server"),
    SERVER_TIMING("Server-Timing"),
    SET_COOKIE("Set-Cookie"),
    STRICT_TRANSPORT_SECURITY("Strict-Transport-Security"),
    TE("TE"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    USER_AGENT("User-Agent"),
    VARY("Vary"),
    VIA("Via"),
    WWW_AUTHENTICATE("WWW-Authenticate"),
    X_CACHE("X-Cache"),
    X_CONTENT_TYPE_OPTIONS("X-Content-Type-Options"),
    X_FRAME_OPTIONS("X-Frame-Options"),
    X_POWERED_BY("X-Powered-By"),
    X_REQUEST_ID("X-Request-Id"),
    X_XSS_PROTECTION("X-XSS-Protection"),
    ;

    private val lower = title.lowercase()

    private fun matches(
        bytes: ByteArray,
        start: Int,
    ): Boolean {
        for (at in lower.indices) if (folded(bytes[start + at].toInt()) != lower[at].code) return false
        return true
    }

    /** The name as the bytes spell it. */
    private fun spelled(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): String {
        var isTitle = true
        var isLower = true
        for (at in title.indices) {
            val octet = bytes[start + at].toInt()
            isTitle = isTitle && octet == title[at].code
            isLower = isLower && octet == lower[at].code
        }
        return if (isTitle) {
            title
        } else if (isLower) {
            lower
        } else {
            latin1(bytes, start, end, isAscii = true)
        }
    }

    companion object {
        private const val SLOTS = 256
        private val table = arrayOfNulls<KnownField>(SLOTS).also { table -> entries.forEach { put(table, it) } }

        private fun put(
            table: Array<KnownField?>,
            field: KnownField,
        ) {
            var slot = slot(field.title.fold(0) { hash, char -> nextHash(hash, char.code) })
            while (table[slot] != null) slot = (slot + 1) and (SLOTS - 1)
            table[slot] = field
        }

        /** The hash of a name with one more character; the case of letters does not matter. */
        fun nextHash(
            hash: Int,
            octet: Int,
        ): Int = hash * 31 + folded(octet)

        private fun slot(hash: Int): Int = (hash xor (hash ushr 8)) and (SLOTS - 1)

        /** The field of a name that is a token; [hash] is that of all its characters. */
        fun find(
            bytes: ByteArray,
            start: Int,
            end: Int,
            hash: Int,
        ): KnownField? {
            var slot = slot(hash)
            while (true) {
                val field = table[slot] ?: return null
                if (field.title.length == end - start && field.matches(bytes, start)) return field
                slot = (slot + 1) and (SLOTS - 1)
            }
        }

        /** The field of [name], in any case. */
        fun find(name: String): KnownField? {
            var hash = 0
            for (char in name) hash = nextHash(hash, char.code)
            var slot = slot(hash)
            while (true) {
                val field = table[slot] ?: return null
                if (field.title.length == name.length && field.title.equals(name, ignoreCase = true)) return field
                slot = (slot + 1) and (SLOTS - 1)
            }
        }

        /** The text of a name, which is that of [field] if there is one. */
        fun nameOf(
            field: KnownField?,
            bytes: ByteArray,
            start: Int,
            end: Int,
        ): String = field?.spelled(bytes, start, end) ?: latin1(bytes, start, end, isAscii = true)
    }
}
