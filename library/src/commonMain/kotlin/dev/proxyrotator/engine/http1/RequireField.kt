package dev.proxyrotator.engine.http1

import io.ktor.http.HttpHeaders

private const val DELETE = '\u007f'

/**
 * Refuses what is no header field (RFC 9110 §5).
 *
 * @throws IllegalArgumentException which does not show the [value]: it may be a token
 */
internal fun requireField(
    name: String,
    value: String,
) {
    HttpHeaders.checkHeaderName(name)
    require(
        value.none { (it < ' ' && it != '\t') || it == DELETE },
    ) { "The value of $name has a control character in it" }
}
