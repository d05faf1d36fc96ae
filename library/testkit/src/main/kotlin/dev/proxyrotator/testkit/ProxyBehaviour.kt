package dev.proxyrotator.testkit

import java.util.Base64
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** How a [LoopbackProxy] treats a request. */
public sealed class ProxyBehaviour {
    /** Whether the connection may serve another request. */
    internal abstract fun answer(
        request: ReceivedRequest,
        passage: ProxyPassage,
    ): Boolean

    /** Forwards and tunnels. */
    public object Good : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean = passage.pass(request)
    }

    /** Forwards and tunnels after a wait of [delay]. */
    public class Slow(
        private val delay: Duration,
    ) : ProxyBehaviour() {
        /** The same for Java. */
        public constructor(delay: java.time.Duration) : this(delay.toKotlinDuration())

        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            passage.client.pause(delay)
            return passage.pass(request)
        }
    }

    /** Forwards and tunnels for these Basic credentials; 407 for any other and for none. */
    public class RequireCredentials(
        username: String,
        password: String,
    ) : ProxyBehaviour() {
        private val expected = "Basic " + Base64.getEncoder().encodeToString("$username:$password".toByteArray())

        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            val isRight = request.header("Proxy-Authorization") == expected
            return if (isRight) passage.pass(request) else passage.demandCredentials(request)
        }
    }

    /** 407, whatever the credentials. */
    public object Answer407 : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean = passage.demandCredentials(request)
    }

    /** Refuses connections; those open already behave like [Good]. */
    public object Refuse : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean = passage.pass(request)
    }

    /**
     * Passes on the head of the response and [afterBytes] bytes of its body, then resets the connection. In a tunnel every
     * byte towards the client counts, TLS records included.
     */
    public class ResetMidBody(
        private val afterBytes: Long,
    ) : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            if (passage.passUpTo(afterBytes, request)) passage.client.resetOnClose()
            return false
        }
    }

    /** Does the same with an orderly close: the client sees the end of the stream. */
    public class CloseMidBody(
        private val afterBytes: Long,
    ) : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            passage.passUpTo(afterBytes, request)
            return false
        }
    }

    /** Reads the request and never answers. */
    public object Hang : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            passage.client.awaitClose()
            return false
        }
    }

    /** Reads the request and closes without an answer. */
    public object CloseWithoutAnswer : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean = false
    }

    /** Answers with [bytes], whatever they are, and closes. */
    public class Garbage(
        private val bytes: ByteArray,
    ) : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            passage.client.output.write(bytes)
            passage.client.output.flush()
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
            override fun answer(
                request: ReceivedRequest,
                passage: ProxyPassage,
            ): Boolean {
                if (!request.isConnect) return passage.pass(request)
                passage.answer(request, status, headers)
                return false
            }
        }

    /** Forwards one request and closes, though nothing in the response says so. */
    public object CloseSilentlyAfterResponse : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean {
            passage.pass(request)
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

            override fun answer(
                request: ReceivedRequest,
                passage: ProxyPassage,
            ): Boolean = passage.answer(request, code, headers, body)
        }

    /**
     * Treats each request as [choose] says, such as every third with a [Status] and the others like [Good]. It is called
     * on the thread of the connection. [Refuse] comes too late here and is like [Good].
     */
    public class PerRequest(
        private val choose: (ReceivedRequest) -> ProxyBehaviour,
    ) : ProxyBehaviour() {
        override fun answer(
            request: ReceivedRequest,
            passage: ProxyPassage,
        ): Boolean = choose(request).answer(request, passage)
    }
}
