package dev.proxyrotator.testkit

import java.util.Base64
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** How a [LoopbackProxy] treats a request. */
public sealed class ProxyBehaviour {
    /** Whether the connection may serve another request. */
    internal abstract fun ProxyPassage.treat(request: ReceivedRequest): Boolean

    /** Forwards and tunnels. */
    public object Good : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest) = pass(request)
    }

    /** Forwards and tunnels after a wait of [delay]. */
    public class Slow(
        private val delay: Duration,
    ) : ProxyBehaviour() {
        /** The same for Java. */
        public constructor(delay: java.time.Duration) : this(delay.toKotlinDuration())

        override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
            client.pause(delay)
            return pass(request)
        }
    }

    /** Forwards and tunnels for these Basic credentials; 407 for any other and for none. */
    public class RequireCredentials(
        username: String,
        password: String,
    ) : ProxyBehaviour() {
        private val expected = "Basic " + Base64.getEncoder().encodeToString("$username:$password".toByteArray())

        override fun ProxyPassage.treat(request: ReceivedRequest) =
            if (request.header("Proxy-Authorization") == expected) pass(request) else demandCredentials(request)
    }

    /** 407, whatever the credentials. */
    public object Answer407 : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest) = demandCredentials(request)
    }

    /** Refuses connections; those open already behave like [Good]. */
    public object Refuse : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest) = pass(request)
    }

    /**
     * Passes on the head of the response and [afterBytes] bytes of its body, then resets the connection. In a tunnel every
     * byte towards the client counts, TLS records included.
     */
    public class ResetMidBody(
        private val afterBytes: Long,
    ) : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
            if (passUpTo(afterBytes, request)) client.resetOnClose()
            return false
        }
    }

    /** Does the same with an orderly close: the client sees the end of the stream. */
    public class CloseMidBody(
        private val afterBytes: Long,
    ) : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
            passUpTo(afterBytes, request)
            return false
        }
    }

    /** Reads the request and never answers. */
    public object Hang : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
            client.awaitClose()
            return false
        }
    }

    /** Reads the request and closes without an answer. */
    public object CloseWithoutAnswer : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest) = false
    }

    /** Answers with [bytes], whatever they are, and closes. */
    public class Garbage(
        private val bytes: ByteArray,
    ) : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
            client.output.write(bytes)
            client.output.flush()
            return false
        }
    }

    /** Answers CONNECT with [status] and closes; forwards other requests. */
    public class AnswerConnect
        @JvmOverloads
        constructor(
            private val status: Int,
            private val headers: List<Pair<String, String>> = emptyList(),
        ) : ProxyBehaviour() {
            override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
                if (!request.isConnect) return pass(request)
                answer(request, status, headers)
                return false
            }
        }

    /** Forwards one request and closes, though nothing in the response says so. */
    public object CloseSilentlyAfterResponse : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
            pass(request)
            return false
        }
    }

    /** Answers every request, CONNECT included, by itself: a 403, a 429 with its `Retry-After`, the page of a portal. */
    public class Status
        @JvmOverloads
        constructor(
            private val code: Int,
            private val headers: List<Pair<String, String>> = emptyList(),
            private val body: ByteArray = ByteArray(0),
        ) : ProxyBehaviour() {
            /** With [html] for a body. */
            public constructor(code: Int, html: String) :
                this(code, listOf("Content-Type" to "text/html; charset=utf-8"), html.toByteArray())

            override fun ProxyPassage.treat(request: ReceivedRequest) = answer(request, code, headers, body)
        }

    /**
     * Treats each request as [choose] says, such as every third with a [Status] and the others like [Good]. It is called
     * on the thread of the connection. [Refuse] comes too late here and is like [Good].
     */
    public class PerRequest(
        private val choose: (ReceivedRequest) -> ProxyBehaviour,
    ) : ProxyBehaviour() {
        override fun ProxyPassage.treat(request: ReceivedRequest) = with(choose(request)) { treat(request) }
    }
}
