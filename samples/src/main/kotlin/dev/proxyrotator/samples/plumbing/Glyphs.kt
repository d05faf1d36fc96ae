package dev.proxyrotator.samples.plumbing

import java.nio.charset.Charset

/** Whether lines and bars come out as such: a terminal under `LANG=C` would show question marks. */
internal fun speaksUnicode(): Boolean {
    val name = System.getProperty("stdout.encoding") ?: System.getProperty("sun.stdout.encoding")
    val charset = name?.takeIf(Charset::isSupported)?.let(Charset::forName) ?: Charset.defaultCharset()
    return charset.newEncoder().canEncode('━')
}
