package dev.proxyrotator.fetch

import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.RedirectResponseException
import io.ktor.client.plugins.ResponseException
import io.ktor.client.plugins.ServerResponseException
import io.ktor.client.statement.HttpResponse

/** How much of a body is shown in an error of a fetch. */
internal const val SHOWN_OF_BODY = 1_024

/** Ktor's own error for a status that is not 2xx; its message shows [body]. */
internal fun HttpResponse.statusError(body: String): ResponseException =
    when (status.value) {
        in 300..399 -> RedirectResponseException(this, body)
        in 400..499 -> ClientRequestException(this, body)
        in 500..599 -> ServerResponseException(this, body)
        else -> ResponseException(this, body)
    }
