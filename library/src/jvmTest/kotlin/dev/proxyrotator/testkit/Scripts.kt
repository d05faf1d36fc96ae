package dev.proxyrotator.testkit

/** A response as it is on the wire: [fields], a `Content-Length` unless they frame it otherwise, and the [body]. */
fun rawResponse(
    body: String = "hello",
    status: Int = 200,
    vararg fields: String,
): String {
    val isFramed = fields.any { it.startsWith("Content-Length:") || it.startsWith("Transfer-Encoding:") }
    val length = if (isFramed) emptyList() else listOf("Content-Length: ${body.length}")
    val head = listOf("HTTP/1.1 $status ${reasonPhrase(status)}") + fields + length
    return head.joinToString("\r\n", postfix = "\r\n\r\n") + body
}

/** Answers one request after the other with what [answer] makes of it, until the client closes. */
fun ScriptedConnection.serve(answer: (ReceivedRequest) -> String = { rawResponse() }) {
    while (true) send(answer(readRequest() ?: return))
}

/** Plays a proxy and the https origin behind it: takes the CONNECT, answers [reply] and speaks TLS from there on. */
fun ScriptedConnection.openTunnel(
    certificate: TestCertificate = SelfSignedCertificate.shared,
    reply: String = "HTTP/1.1 200 Connection established\r\n\r\n",
    tls: ServerTls = ServerTls(),
) {
    val request = readHead() ?: return
    check(request.isConnect) { "A CONNECT was expected, not $request" }
    send(reply)
    secure(certificate, tls)
}
