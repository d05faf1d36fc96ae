package dev.proxyrotator.engine

import kotlin.coroutines.CoroutineContext

/** A connection that has changed its protocol on request. */
internal fun interface ConnectionUpgrade {
    /**
     * What Ktor takes for the body of the response: a `WebSocketSession` where its WebSockets have asked, else a channel
     * with all that arrives. What works for it runs in [context].
     */
    fun body(context: CoroutineContext): Any
}
