package dev.proxyrotator

import dev.proxyrotator.fetch.statusError
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import io.ktor.http.isSuccess

/**
 * This response, if its status is 2xx; so `get(url).requireSuccess().bodyAsText()` is the text of nothing else. The
 * setting `expectSuccess = true` requires it of every response.
 *
 * @throws io.ktor.client.plugins.ClientRequestException for 4xx
 * @throws io.ktor.client.plugins.ServerResponseException for 5xx
 * @throws io.ktor.client.plugins.RedirectResponseException for 3xx, which is a redirect that was not followed
 * @throws io.ktor.client.plugins.ResponseException for anything else; all of these are one, with the response in it
 */
public suspend fun HttpResponse.requireSuccess(): HttpResponse {
    if (status.isSuccess()) return this
    throw statusError(bodyAsText())
}
