package dev.proxyrotator.samples.demo

import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.addJsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import kotlinx.serialization.json.putJsonObject

/** One URL: what came back or what went wrong, and how. */
internal fun jsonLine(fetched: Fetched): JsonObject =
    buildJsonObject {
        put("url", fetched.target.url)
        when (val outcome = fetched.outcome) {
            is Fetched.Outcome.Answered -> {
                put("status", outcome.status)
                if (fetched.target.expected != null) put("right", outcome.isRight)
            }

            is Fetched.Outcome.Failed -> {
                putJsonObject("error") {
                    put("kind", outcome.kind)
                    put("message", outcome.message)
                }
            }
        }
        val last = fetched.attempts.lastOrNull()
        put("proxy", last?.proxy?.redactedUrl)
        put("attempts", fetched.attempts.size)
        put("milliseconds", fetched.duration.inWholeMilliseconds)
        put("bytes", (fetched.outcome as? Fetched.Outcome.Answered)?.bytes ?: 0)
    }

/** The last line: the whole run, and each proxy. */
internal fun jsonSummary(
    report: RunReport,
    proxies: List<ProxyLine>,
): JsonObject =
    buildJsonObject {
        putJsonObject("summary") {
            put("urls", report.total)
            put("succeeded", report.succeeded)
            put("failed", report.total - report.succeeded)
            put("retried", report.retried)
            put("attempts", report.attempts)
            put("bytes", report.bytes)
            put("milliseconds", report.elapsed.inWholeMilliseconds)
        }
        putJsonArray("proxies") { proxies.forEach { addJsonObject { putProxy(it) } } }
    }

private fun JsonObjectBuilder.putProxy(line: ProxyLine) {
    put("proxy", line.proxy.redactedUrl)
    line.label?.let { put("label", it) }
    put("requests", line.requests)
    put("successes", line.successes)
    putJsonObject("failures") { line.failures.forEach { (kind, count) -> put(kind.name, count) } }
    put("median_milliseconds", line.medianLatency?.inWholeMilliseconds)
    put("state", line.health.name)
}

/** In ASCII: right whatever the encoding of standard output is. */
internal fun JsonObject.toLine(): String =
    toString()
        .map {
            if (it in
                ' '..'~'
            ) {
                "$it"
            } else {
                it.escaped()
            }
        }.joinToString("")

private fun Char.escaped() = "\\u%04x".format(code)
