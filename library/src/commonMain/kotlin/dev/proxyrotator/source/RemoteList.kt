package dev.proxyrotator.source

import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.RedirectRefusedException.Reason
import dev.proxyrotator.redirect.RedirectRules
import dev.proxyrotator.redirect.RedirectTarget
import dev.proxyrotator.redirect.RedirectsFollowedElsewhere
import dev.proxyrotator.redirect.isSameOrigin
import io.ktor.client.HttpClient
import io.ktor.client.request.HttpSendPipeline
import io.ktor.client.request.prepareGet
import io.ktor.client.request.url
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.HttpHeaders
import io.ktor.http.Url
import io.ktor.http.isSuccess
import io.ktor.utils.io.readBuffer
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.isActive
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.io.readByteArray

/** A list behind a URL. [client] is asked for at every load. */
internal class RemoteList(
    url: String,
    private val options: RemoteListOptions,
    private val client: () -> HttpClient,
) : ProxySource {
    private val rules = options.rules()
    private val start = readSourceUrl(url, rules.allowPrivate)
    private val timeout = options.timeout
    private val maxRedirects = options.maxRedirects
    private val maxBytes = options.maxBytes

    override suspend fun load(): ProxyListReading {
        val guarded = guardedClient()
        try {
            val text = withTimeoutOrNull(timeout) { fetch(guarded) } ?: fail("did not come within $timeout")
            return readList(text, rules)
        } finally {
            // Not closed: that would close the plugins, which belong to the client it was made from.
            guarded.cancel()
        }
    }

    /** The same client, except that no request of it goes where a list must not come from, whatever its plugins do. */
    private fun guardedClient(): HttpClient =
        client().config {
            followRedirects = false
            expectSuccess = false
            install("ProxyListGuard") {
                sendPipeline.intercept(HttpSendPipeline.Before) {
                    sourceFlaw(context.url.protocol, context.url.host, rules.allowPrivate)?.let {
                        throw ProxySourceException("The client of a source went too far.", it)
                    }
                }
            }
        }

    private suspend fun fetch(client: HttpClient): String {
        var url = start
        repeat(maxRedirects + 1) {
            when (val answer = attempt { ask(client, url) }) {
                is Answer.Redirect -> url = answer.target
                is Answer.Content -> return answer.text
            }
        }
        fail("was redirected more than $maxRedirects times")
    }

    private suspend fun ask(
        client: HttpClient,
        url: Url,
    ): Answer {
        val request =
            client.prepareGet {
                attributes.put(RedirectsFollowedElsewhere, Unit)
                if (isSameOrigin(url, start)) options.request(this)
                url(url)
            }
        return request.execute { response ->
            when {
                RedirectRules.isRedirect(response.status.value) -> Answer.Redirect(redirected(url, response))
                response.status.isSuccess() -> Answer.Content(content(response))
                else -> fail("was answered with the status ${response.status.value}")
            }
        }
    }

    private fun redirected(
        from: Url,
        response: HttpResponse,
    ): Url {
        val location =
            response.headers.getAll(HttpHeaders.Location)?.singleOrNull() ?: fail("was redirected to nowhere")
        return when (val target = RedirectTarget.of(from, location)) {
            is RedirectTarget.Found -> allowed(target.url)
            is RedirectTarget.Refused -> fail("was redirected ${whither(target.reason)}")
        }
    }

    private fun allowed(target: Url): Url {
        sourceFlaw(target, rules.allowPrivate)?.let { fail("was redirected to where it must not go. $it") }
        return target
    }

    private fun whither(reason: Reason): String =
        when (reason) {
            Reason.DOWNGRADE -> "from https to http"
            Reason.SCHEME -> "to what is neither http nor https"
            else -> "to what is no URL"
        }

    private suspend fun content(response: HttpResponse): String {
        val bytes = response.bodyAsChannel().readBuffer(maxBytes + 1L).readByteArray()
        if (bytes.size > maxBytes) fail("is longer than $maxBytes bytes")
        return bytes.decodeToString()
    }

    /** Foreign errors are not passed on as causes: some quote the URL with all that is in it. */
    private suspend fun attempt(block: suspend () -> Answer): Answer =
        try {
            block()
        } catch (failed: ProxySourceException) {
            throw failed
        } catch (cancelled: CancellationException) {
            currentCoroutineContext().ensureActive()
            if (client().isActive) fail("was given up by the client")
            throw IllegalStateException("The client of the source is closed", cancelled)
        } catch (closed: IllegalStateException) {
            throw closed
        } catch (failed: Exception) {
            throw ProxySourceException(
                toString(),
                "could not be fetched: ${failed::class.simpleName}",
                failed.ownOrNull(),
            )
        }

    private fun fail(reason: String): Nothing = throw ProxySourceException(toString(), reason)

    override fun toString(): String = "The proxy list from ${start.protocol.name}://${start.host}"

    private sealed interface Answer {
        class Redirect(
            val target: Url,
        ) : Answer

        class Content(
            val text: String,
        ) : Answer
    }
}

private fun Exception.ownOrNull(): Exception? = takeIf { it is ProxyRotatorException }
