package dev.proxyrotator.testkit

import java.net.Socket

/** Sends [text] and returns what comes back until the other side closes. */
internal fun talk(
    port: Int,
    text: String,
): String =
    Socket("127.0.0.1", port).use {
        it.soTimeout = GENEROUS.inWholeMilliseconds.toInt()
        it.getOutputStream().write(text.toByteArray(Charsets.ISO_8859_1))
        it.getInputStream().readBytes().toString(Charsets.ISO_8859_1)
    }

internal fun get(
    target: String,
    extra: String = "",
) = "GET $target HTTP/1.1\r\nHost: 127.0.0.1\r\n${extra}Connection: close\r\n\r\n"
