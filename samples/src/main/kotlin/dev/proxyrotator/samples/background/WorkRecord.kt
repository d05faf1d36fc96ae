package dev.proxyrotator.samples.background

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonArray
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import kotlin.time.Instant

/** What happened to the work: one line of the [Journal], as JSON. */
sealed interface WorkRecord {
    /** All of them in one line: they are in the queue together or not at all. */
    data class Enqueued(
        val items: List<FetchItem>,
    ) : WorkRecord

    /** The file is in its place. */
    data class Completed(
        val name: String,
        val bytes: Long,
    ) : WorkRecord

    /** It will never come. */
    data class Failed(
        val name: String,
        val reason: String,
    ) : WorkRecord

    /** The worker asked for retry [retry], 1 for the first, which is [due] then. */
    data class RetryScheduled(
        val retry: Int,
        val due: Instant,
    ) : WorkRecord

    fun toJson(): String =
        buildJsonObject {
            when (val record = this@WorkRecord) {
                is Enqueued -> put("enqueued", buildJsonArray { record.items.forEach { add(jsonOf(it)) } })
                is Completed -> put("completed", record.name).also { put("bytes", record.bytes) }
                is Failed -> put("failed", record.name).also { put("reason", record.reason) }
                is RetryScheduled -> put("retry", record.retry).also { put("due", record.due.toEpochMilliseconds()) }
            }
        }.toString()

    companion object {
        fun fromJson(text: String): WorkRecord {
            val json = Json.parseToJsonElement(text).jsonObject
            return when (json.keys.first()) {
                "enqueued" -> Enqueued(json.getValue("enqueued").jsonArray.map { itemOf(it.jsonObject) })

                "completed" -> Completed(json.text("completed"), json.number("bytes").long)

                "failed" -> Failed(json.text("failed"), json.text("reason"))

                "retry" ->
                    RetryScheduled(
                        json.number("retry").int,
                        Instant.fromEpochMilliseconds(json.number("due").long),
                    )

                else -> throw IllegalArgumentException("The journal has a record that this version does not know")
            }
        }

        private fun jsonOf(item: FetchItem) =
            buildJsonObject {
                put("name", item.name)
                put("url", item.url)
                put("tags", buildJsonArray { item.tags.forEach { add(JsonPrimitive(it)) } })
            }

        private fun itemOf(json: JsonObject) =
            FetchItem(
                json.text("name"),
                json.text("url"),
                json
                    .getValue("tags")
                    .jsonArray
                    .map { it.jsonPrimitive.content }
                    .toSet(),
            )

        private fun JsonObject.text(key: String) = number(key).content

        private fun JsonObject.number(key: String) = getValue(key).jsonPrimitive
    }
}
