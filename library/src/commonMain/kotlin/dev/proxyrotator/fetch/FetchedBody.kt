package dev.proxyrotator.fetch

import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.rotation.AttemptsKey
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.RedirectResponseException
import io.ktor.client.plugins.ResponseException
import io.ktor.client.plugins.ServerResponseException
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.request
import io.ktor.http.BadContentTypeFormatException
import io.ktor.http.charset
import io.ktor.http.contentType
import io.ktor.utils.io.charsets.Charset
import io.ktor.utils.io.charsets.Charsets
import io.ktor.utils.io.charsets.decode
import kotlinx.io.Buffer

internal fun isSuccess(status: Int): Boolean = status in 200..299

/** [bytes] in the charset that this response names; what is no valid text in it becomes U+FFFD. */
internal fun HttpResponse.textOf(bytes: ByteArray): String {
    val charset = charsetOrNull() ?: Charsets.UTF_8
    if (charset == Charsets.UTF_8) return bytes.decodeToString()
    return charset.newDecoder().decode(Buffer().apply { write(bytes) })
}

/** A name of a charset that makes no sense is no reason to lose the body. */
private fun HttpResponse.charsetOrNull(): Charset? =
    try {
        contentType()?.charset()
    } catch (_: BadContentTypeFormatException) {
        null
    } catch (_: IllegalArgumentException) {
        null
    }

/** What happened on the way to this response; nothing when it came from elsewhere than the rotation. */
internal val HttpResponse.attemptsIfAny: List<Attempt> get() = request.attributes.getOrNull(AttemptsKey).orEmpty()

/** How many attempts this failure is the end of, as far as it tells. */
internal val Throwable.attemptCount: Int
    get() =
        when (this) {
            is ResponseException -> response.attemptsIfAny.size
            is ProxyConnectionException -> attempts.size
            is ProxyAuthenticationException -> attempts.size
            is ProxyTimeoutException -> attempts.size
            else -> 0
        }
