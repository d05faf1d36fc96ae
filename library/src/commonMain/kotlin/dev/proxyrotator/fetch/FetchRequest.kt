package dev.proxyrotator.fetch

import dev.proxyrotator.engine.http1.isFieldValue
import dev.proxyrotator.engine.http1.isToken
import io.ktor.http.BadContentTypeFormatException
import io.ktor.http.ContentType
import io.ktor.http.HttpHeaders
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonElement
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * What `fetch` is to ask for; a value, which serializes with the keys `url`, `method`, `max_retries` …
 *
 * The [url] is looked at when it is fetched, so that one bad URL in a list is one failure and not the end of the list.
 *
 * @throws IllegalArgumentException when another value is out of range; the message names it and shows no header value
 */
@Serializable
public class FetchRequest(
    /** What to fetch. */
    public val url: String,
    /** The HTTP method, exactly as it is sent (RFC 9110 §9.1). Default `GET`. */
    public val method: String = "GET",
    /** Header fields to send. Default none. */
    public val headers: Map<String, String> = emptyMap(),
    /**
     * A body, sent as JSON; its type is `application/json` unless [headers] have a `Content-Type`. Default `null`, no body.
     */
    public val data: JsonElement? = null,
    /** The limit of the whole fetch: all attempts, the waits between them and the body. Default 10 s. */
    public val timeout: Duration = DEFAULT_TIMEOUT,
    /** How often it is tried again at most; *n* retries are `n + 1` attempts. Default 3. */
    @SerialName("max_retries")
    public val maxRetries: Int = DEFAULT_MAX_RETRIES,
) {
    init {
        require(isTokenText(method)) { "The method of a FetchRequest must be a token like GET (RFC 9110 §5.6.2)" }
        headers.forEach { (name, value) ->
            require(isTokenText(name)) { "A FetchRequest has a header whose name is not a token (RFC 9110 §5.1)" }
            require(value.all { it.code in LATIN_1 && isFieldValue(it.code) }) {
                "The value of the header $name of a FetchRequest holds a character that must not be sent"
            }
        }
        require(timeout > Duration.ZERO) { "The timeout of a FetchRequest must be positive, was $timeout" }
        require(maxRetries >= 0) { "The maxRetries of a FetchRequest must not be negative, was $maxRetries" }
        if (data != null) contentType()
    }

    /** The type that [data] is sent with. */
    internal fun contentType(): ContentType {
        val given = headers.entries.firstOrNull { it.key.equals(HttpHeaders.ContentType, ignoreCase = true) }
        if (given == null) return ContentType.Application.Json
        return try {
            ContentType.parse(given.value)
        } catch (invalid: BadContentTypeFormatException) {
            throw IllegalArgumentException("The Content-Type of a FetchRequest must be like application/json", invalid)
        }
    }

    /** The same with other values. */
    public fun copy(
        url: String = this.url,
        method: String = this.method,
        headers: Map<String, String> = this.headers,
        data: JsonElement? = this.data,
        timeout: Duration = this.timeout,
        maxRetries: Int = this.maxRetries,
    ): FetchRequest = FetchRequest(url, method, headers, data, timeout, maxRetries)

    private fun parts() = listOf(url, method, headers, data, timeout, maxRetries)

    /** By value. */
    override fun equals(other: Any?): Boolean = other is FetchRequest && parts() == other.parts()

    /** By value. */
    override fun hashCode(): Int = parts().hashCode()

    /** Without secrets: `FetchRequest(GET http://host/path?key=***, headers [Authorization], no data, 10s, 3 retries)`. */
    override fun toString(): String =
        "FetchRequest($method ${shownUrl(url)}, headers ${headers.keys}, ${if (data == null) "no data" else "data"}, " +
            "$timeout, $maxRetries retries)"
}

internal val DEFAULT_TIMEOUT = 10.seconds
internal const val DEFAULT_MAX_RETRIES = 3

private const val ASCII_END = 0x80
private val LATIN_1 = 0..0xff

private fun isTokenText(text: String) = text.isNotEmpty() && text.all { it.code < ASCII_END && isToken(it.code) }
