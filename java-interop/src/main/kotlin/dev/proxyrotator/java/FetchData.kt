package dev.proxyrotator.java

import dev.proxyrotator.fetch.FetchRequest
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import java.time.Duration
import kotlin.time.toKotlinDuration

/** The requests of `fetch`, whose constructor has a name that Java cannot write. */
internal object FetchData {
    @JvmStatic
    fun json(text: String): JsonElement =
        try {
            Json.parseToJsonElement(text)
        } catch (_: SerializationException) {
            // Its message shows the text.
            throw IllegalArgumentException("The data of a FetchRequest must be JSON")
        }

    @JvmStatic
    fun request(
        url: String,
        method: String,
        headers: Map<String, String>,
        data: JsonElement?,
    ): FetchRequest = FetchRequest(url, method, headers, data)

    @JvmStatic
    fun timeout(
        request: FetchRequest,
        limit: Duration,
    ): FetchRequest = request.copy(timeout = limit.toKotlinDuration())

    @JvmStatic
    fun maxRetries(
        request: FetchRequest,
        count: Int,
    ): FetchRequest = request.copy(maxRetries = count)
}
