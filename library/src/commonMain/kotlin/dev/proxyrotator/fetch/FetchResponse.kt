package dev.proxyrotator.fetch

import dev.proxyrotator.proxy.ProxyId
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlin.time.Duration

/**
 * What a `fetch` brought, with its body as text. It serializes with the keys `url`, `status_code`, `response_time` …; no
 * credentials of the request or of a proxy are in it.
 */
@Serializable
public class FetchResponse internal constructor(
    /** The URL as it was asked for, without user and password. */
    public val url: String,
    /** The HTTP status. */
    @SerialName("status_code")
    public val status: Int,
    /** The header fields, names as they were sent; see [header]. */
    public val headers: Map<String, List<String>>,
    /** The body, decoded by the charset of its `Content-Type`, UTF-8 if that names none that is known. */
    public val body: String,
    /** From the call of `fetch` to the last byte of the body, with all attempts and the waits between them. */
    @SerialName("response_time")
    public val responseTime: Duration,
    /** How many attempts were made, this one included. */
    public val attempt: Int,
    /** The URL that answered: another than [url] after a redirect. Without user and password. */
    @SerialName("final_url")
    public val finalUrl: String = url,
    /** The proxy it came through; `null` when a plugin of the client answered from what it had stored. */
    @SerialName("proxy_id")
    public val proxyId: ProxyId? = null,
) {
    /** The first value of the header field called [name], in any case; `null` when there is none. */
    public fun header(name: String): String? =
        headers.entries
            .firstOrNull { it.key.equals(name, ignoreCase = true) }
            ?.value
            ?.firstOrNull()

    /**
     * The body as JSON.
     *
     * @throws SerializationException when it is none
     */
    public fun json(): JsonElement {
        val element = Json.parseToJsonElement(body)
        // The parser takes a bare word for a string.
        if (element is JsonPrimitive && !element.isString && !BARE.matches(element.content)) {
            throw SerializationException("The body is no JSON but a bare word")
        }
        return element
    }

    /** The body as JSON, or `null` when it is none. */
    public fun jsonOrNull(): JsonElement? =
        try {
            json()
        } catch (_: SerializationException) {
            null
        }

    /**
     * The body as a value of type [T], read by [json]: by default keys that [T] does not know are ignored.
     *
     * @throws SerializationException when the body is no JSON, or not of a [T]
     * @throws IllegalArgumentException when what the JSON says is no valid [T]
     */
    public inline fun <reified T> decode(json: Json = tolerantJson): T = json.decodeFromString(body)

    /** The status, the URL and the numbers; not the header fields and the body. */
    override fun toString(): String =
        "FetchResponse($status ${shownUrl(url)}, ${body.length} characters in $responseTime, attempt $attempt)"
}

private val BARE = Regex("""true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?""")

@PublishedApi
internal val tolerantJson: Json = Json { ignoreUnknownKeys = true }
