package dev.proxyrotator.rotation

import dev.proxyrotator.failure.Judgement
import io.ktor.client.request.HttpResponseData
import kotlin.time.Duration

/** How one attempt ended. */
internal sealed interface Outcome {
    /** It failed and is on record. */
    class Failed(
        val judgement: Judgement,
    ) : Outcome

    /** The target has banned the proxy, which is on record, and the call is not to have what it said. */
    object Refused : Outcome

    /** The response is given up after all, to be asked for again elsewhere. */
    class Discarded(
        val wait: Duration,
    ) : Outcome

    /** The response is the caller's. */
    class Delivered(
        val response: HttpResponseData,
    ) : Outcome
}
