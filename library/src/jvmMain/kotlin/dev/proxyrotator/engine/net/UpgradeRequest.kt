package dev.proxyrotator.engine.net

import io.ktor.client.plugins.websocket.WEBSOCKETS_KEY
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.client.request.HttpRequestData
import io.ktor.http.HttpHeaders
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.websocket.RawWebSocket
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import java.io.IOException
import kotlin.coroutines.CoroutineContext

/** What a request asks for that wants its connection to speak another protocol. */
@OptIn(InternalAPI::class)
internal class UpgradeRequest private constructor(
    private val content: ClientUpgradeContent,
    private val webSockets: WebSockets?,
    /** The value of `Upgrade`. */
    val protocols: String,
) {
    /** A WebSocket says by itself that it is over, and its end is the server's to close (RFC 6455 §7.1.1). */
    val saysItsEnd: Boolean get() = webSockets != null

    /** What Ktor takes for the body of the 101. Works in [context], and no longer than until [over]. */
    fun body(
        input: ByteReadChannel,
        output: ByteWriteChannel,
        over: Job,
        context: CoroutineContext,
    ): Any {
        if (webSockets == null) return input.also { send(output, over, context) }
        return RawWebSocket(
            input,
            output,
            webSockets.maxFrameSize,
            masking = true,
            context,
            webSockets.channelsConfig,
        )
    }

    private fun send(
        output: ByteWriteChannel,
        over: Job,
        context: CoroutineContext,
    ) {
        val pipe =
            CoroutineScope(context).launch(CoroutineName("upgrade-output")) {
                try {
                    content.pipeTo(output)
                } catch (_: IOException) {
                    // Who writes is told, and who reads.
                }
            }
        over.invokeOnCompletion {
            pipe.cancel()
            content.output.cancel(IOException("The connection is closed"))
        }
    }

    companion object {
        /**
         * What [request] asks for, or `null` when it is to be answered and nothing else.
         *
         * @throws IllegalArgumentException when it does not say for which protocol it asks
         */
        fun of(request: HttpRequestData): UpgradeRequest? {
            val content = request.body as? ClientUpgradeContent ?: return null
            val protocols =
                content.headers
                    .getAll(HttpHeaders.Upgrade)
                    .orEmpty()
                    .joinToString(", ")
            require(protocols.isNotBlank()) { "The ClientUpgradeContent of the request has no header Upgrade" }
            val options = content.headers.getAll(HttpHeaders.Connection).orEmpty()
            require(options.any { it.contains("upgrade", ignoreCase = true) }) {
                "The ClientUpgradeContent of the request has no header Connection: Upgrade"
            }
            return UpgradeRequest(content, request.attributes.getOrNull(WEBSOCKETS_KEY), protocols)
        }
    }
}
