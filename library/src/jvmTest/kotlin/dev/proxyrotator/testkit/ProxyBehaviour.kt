package dev.proxyrotator.testkit

import kotlin.time.Duration

/** How a [LoopbackProxy] treats a request. */
sealed interface ProxyBehaviour {
    /** Forwards and tunnels. */
    object Good : ProxyBehaviour

    /** Does so after a wait. */
    class Slow(
        val delay: Duration,
    ) : ProxyBehaviour

    /** Forwards and tunnels for these Basic credentials; 407 for any other and for none. */
    class RequireCredentials(
        val username: String,
        val password: String,
    ) : ProxyBehaviour

    /** Forwards and tunnels what [denial] has nothing against; it is called on the thread of the connection. */
    class Demand(
        val denial: (ReceivedRequest) -> Denial?,
    ) : ProxyBehaviour

    /** 407, whatever the credentials. */
    object Answer407 : ProxyBehaviour

    /** Refuses connections; those open already behave like [Good]. */
    object Refuse : ProxyBehaviour

    /** Passes on the head of the response and [afterBytes] bytes of its body, then resets the connection. */
    class ResetMidBody(
        val afterBytes: Long,
    ) : ProxyBehaviour

    /** The same with an orderly close. In a tunnel both count every byte towards the client. */
    class CloseMidBody(
        val afterBytes: Long,
    ) : ProxyBehaviour

    /** Reads the request and never answers. */
    object Hang : ProxyBehaviour

    /** Answers with [bytes], whatever they are, and closes. */
    class Garbage(
        val bytes: ByteArray,
    ) : ProxyBehaviour

    /** Answers CONNECT with [status] and closes; forwards other requests. */
    class AnswerConnect(
        val status: Int,
        val headers: List<Pair<String, String>> = emptyList(),
    ) : ProxyBehaviour

    /** Forwards one request and closes, though nothing in the response says so. */
    object CloseSilentlyAfterResponse : ProxyBehaviour

    /** Answers every request, CONNECT included, by itself. */
    class Status(
        val code: Int,
        val headers: List<Pair<String, String>> = emptyList(),
        val body: ByteArray = ByteArray(0),
    ) : ProxyBehaviour
}
