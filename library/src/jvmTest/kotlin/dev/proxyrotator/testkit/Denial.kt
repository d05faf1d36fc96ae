package dev.proxyrotator.testkit

import java.io.OutputStream

/** A 407 with [challenges], and what becomes of its connection. */
class Denial(
    private val challenges: List<String>,
    private val form: Form = Form.LENGTH,
    private val fields: List<Pair<String, String>> = emptyList(),
) : ProxyBehaviour() {
    constructor(challenge: String, form: Form = Form.LENGTH) : this(listOf(challenge), form)

    /** Where the body ends; [LENGTH] and [CHUNKED] leave the connection open. */
    enum class Form { LENGTH, CHUNKED, UNTIL_CLOSE, SAYS_CLOSE, CLOSES_SILENTLY, TOO_LONG }

    override fun ProxyPassage.treat(request: ReceivedRequest): Boolean {
        client.input.copyBody(request.head.requestFraming(), OutputStream.nullOutputStream())
        val body = if (form == Form.TOO_LONG) "x".repeat(LONG) else BODY
        val framing =
            when (form) {
                Form.CHUNKED -> listOf("Transfer-Encoding" to "chunked")
                Form.UNTIL_CLOSE -> emptyList()
                Form.SAYS_CLOSE -> listOf("Content-Length" to "${body.length}", "Connection" to "close")
                else -> listOf("Content-Length" to "${body.length}")
            }
        val sent = if (form == Form.CHUNKED) "${body.length.toString(16)}\r\n$body\r\n0\r\n\r\n" else body
        val head = challenges.map { "Proxy-Authenticate" to it } + fields + framing
        client.send("HTTP/1.1 407 Proxy Authentication Required", head, sent.toByteArray())
        return form == Form.LENGTH || form == Form.CHUNKED || form == Form.TOO_LONG
    }

    private companion object {
        const val BODY = "<html>who are you?</html>"
        const val LONG = 100_000
    }
}
