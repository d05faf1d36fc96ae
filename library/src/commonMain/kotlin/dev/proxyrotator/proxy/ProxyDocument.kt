package dev.proxyrotator.proxy

import kotlinx.serialization.SerializationException
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.doubleOrNull
import kotlinx.serialization.json.intOrNull

internal const val SCHEME = "scheme"
internal const val HOST = "host"
internal const val PORT = "port"
internal const val CREDENTIALS = "credentials"
internal const val WEIGHT = "weight"
internal const val TAGS = "tags"
internal const val COUNTRY = "country"
internal const val COST = "cost"
internal const val VIA = "via"
internal const val GATEWAY = "gateway"
internal const val ANONYMITY = "anonymity"
internal const val USERNAME = "username"
internal const val PASSWORD = "password"

/**
 * Reads a proxy from JSON: an object, or a string with a URL.
 *
 * By hand, since the errors of a generated reader can quote the JSON, and with it the password.
 */
internal fun readProxyDocument(decoder: Decoder): Proxy {
    val json = decoder as? JsonDecoder ?: refuse("a proxy is read from JSON only")
    val unknownAllowed = json.json.configuration.ignoreUnknownKeys
    return when (val element = json.elementWithoutEcho()) {
        is JsonPrimitive if element.isString -> named("url") { Proxy.parse(element.content) }
        is JsonObject -> Document(element, unknownAllowed, parent = "").readProxy()
        else -> refuse("expected an object or a string with a URL")
    }
}

private fun JsonDecoder.elementWithoutEcho(): JsonElement =
    try {
        decodeJsonElement()
    } catch (_: SerializationException) {
        // Neither message nor cause: both can quote the text around the error.
        refuse("malformed JSON")
    }

private class Document(
    private val fields: JsonObject,
    private val unknownAllowed: Boolean,
    private val parent: String,
) {
    fun readProxy(): Proxy {
        requireKnown(SCHEME, HOST, PORT, CREDENTIALS, WEIGHT, TAGS, COUNTRY, COST, VIA, GATEWAY, ANONYMITY)
        val scheme = scheme(string(SCHEME))
        val host = string(HOST)
        val proxy = named(HOST) { Proxy.of(scheme, host) }
        val port = number(PORT, JsonPrimitive::intOrNull) ?: proxy.port
        val located = named(PORT) { Proxy.of(scheme, proxy.host, port) }
        val (username, password) = credentials() ?: return located.withMetadata().reachedVia()
        return named(CREDENTIALS) { located.withCredentials(username, password) }.withMetadata().reachedVia()
    }

    private fun Proxy.reachedVia(): Proxy =
        when (val element = fields[VIA]) {
            null, JsonNull -> this
            is JsonObject -> named(VIA) { Proxy.chain(hopBefore(element), this) }
            else -> refuse("field '$parent$VIA': expected an object")
        }

    private fun hopBefore(element: JsonObject): Proxy {
        if (parent.length >= MAX_HOPS * "$VIA.".length) refuse("a chain has at most $MAX_HOPS proxies")
        return Document(element, unknownAllowed, "$parent$VIA.").readProxy()
    }

    private fun scheme(name: String): ProxyScheme {
        if (isDirect(name)) refuse("field '$SCHEME': $DIRECT_FLAW")
        return ProxyScheme.named(name)
            ?: refuse("field '$SCHEME': unknown; known are ${ProxyScheme.readable.joinToString { it.urlName }}")
    }

    private fun Proxy.withMetadata(): Proxy =
        withNumber(
            WEIGHT,
        ) { withWeight(it) }
            .withTagsOfDocument()
            .withCountryOfDocument()
            .withNumber(COST) { withCost(it) }
            .withGatewayOfDocument()
            .withAnonymityOfDocument()

    private fun Proxy.withAnonymityOfDocument(): Proxy {
        if (fields[ANONYMITY] == null || fields[ANONYMITY] == JsonNull) return this
        val name = string(ANONYMITY)
        val level =
            AnonymityLevel.entries.firstOrNull { it.name.lowercase() == name }
                ?: refuse(
                    "field '$parent$ANONYMITY': unknown; known are ${AnonymityLevel.entries.joinToString {
                        it.name
                            .lowercase()
                    }}",
                )
        return withAnonymity(level)
    }

    private fun Proxy.withGatewayOfDocument(): Proxy {
        val element = fields[GATEWAY] ?: return this
        return named(GATEWAY) { withGateway(readGateway(element)) }
    }

    private fun readGateway(element: JsonElement): Gateway {
        val document =
            try {
                Json.decodeFromJsonElement(GatewayDocument.serializer(), element)
            } catch (_: SerializationException) {
                // Its message quotes the JSON.
                refuse("field '$parent$GATEWAY': expected an object with 'maxRequests', 'maxAge' or 'connectHeaders'")
            }
        return document.toGateway()
    }

    private fun Proxy.withNumber(
        name: String,
        change: Proxy.(Double) -> Proxy,
    ): Proxy {
        val number = number(name, JsonPrimitive::doubleOrNull) ?: return this
        return named(name) { change(number) }
    }

    private fun Proxy.withTagsOfDocument(): Proxy {
        val element = fields[TAGS] ?: return this
        val tags = (element as? JsonArray)?.map { (it as? JsonPrimitive)?.takeIf(JsonPrimitive::isString)?.content }
        if (tags == null || null in tags) refuse("field '$TAGS': expected an array of strings")
        return named(TAGS) { withTags(tags.filterNotNull()) }
    }

    private fun Proxy.withCountryOfDocument(): Proxy {
        if (fields[COUNTRY] == null || fields[COUNTRY] == JsonNull) return this
        return named(COUNTRY) { withCountry(string(COUNTRY)) }
    }

    private fun credentials(): Pair<String, String>? =
        when (val element = fields[CREDENTIALS]) {
            null, JsonNull -> {
                null
            }

            JsonPrimitive(REDACTED) -> {
                refuse(
                    "field '$CREDENTIALS': the document was written without its secrets; " +
                        "write it with ProxyWithCredentialsSerializer",
                )
            }

            is JsonObject -> {
                Document(element, unknownAllowed, parent = "$CREDENTIALS.").run {
                    requireKnown(USERNAME, PASSWORD)
                    string(USERNAME) to string(PASSWORD)
                }
            }

            else -> {
                refuse("field '$CREDENTIALS': expected an object with '$USERNAME' and '$PASSWORD'")
            }
        }

    // The stray name is not shown: it may be a value in the wrong place.
    private fun requireKnown(vararg known: String) {
        if (!unknownAllowed && !known.toSet().containsAll(fields.keys)) {
            refuse("unknown field beside ${known.joinToString { "'$parent$it'" }}")
        }
    }

    private fun string(name: String): String =
        (fields[name] as? JsonPrimitive)?.takeIf { it.isString }?.content
            ?: refuse("field '$parent$name': expected a string")

    private fun <T : Any> number(
        name: String,
        read: (JsonPrimitive) -> T?,
    ): T? {
        val element = fields[name] ?: return null
        return (element as? JsonPrimitive)?.takeUnless { it.isString }?.let(read)
            ?: refuse("field '$parent$name': expected a number")
    }
}

private fun <T> named(
    field: String,
    read: () -> T,
): T =
    try {
        read()
    } catch (e: ProxyValidationException) {
        throw SerializationException("Cannot read a proxy: field '$field': ${e.reason}", e)
    }

private fun refuse(reason: String): Nothing = throw SerializationException("Cannot read a proxy: $reason")
