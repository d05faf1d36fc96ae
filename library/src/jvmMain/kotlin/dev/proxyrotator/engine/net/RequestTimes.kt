package dev.proxyrotator.engine.net

import io.ktor.util.date.GMTDate

/** The wall clock as Ktor wants it. A calendar costs more than a request's whole head, so one serves a millisecond. */
internal object RequestTimes {
    @Volatile
    private var latest = GMTDate()

    fun now(): GMTDate {
        val now = System.currentTimeMillis()
        val latest = latest
        return if (latest.timestamp == now) latest else GMTDate(now).also { this.latest = it }
    }
}
