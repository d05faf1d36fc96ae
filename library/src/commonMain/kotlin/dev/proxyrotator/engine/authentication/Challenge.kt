package dev.proxyrotator.engine.authentication

/**
 * One challenge of a `WWW-Authenticate` or `Proxy-Authenticate` (RFC 9110 §11.6).
 *
 * @property scheme in lower case.
 * @property parameters by name in lower case, without quotes and escapes; `null` when they cannot be made out for
 *   certain, so that the challenge must not be answered.
 */
internal class Challenge(
    val scheme: String,
    val parameters: Map<String, String>?,
)
