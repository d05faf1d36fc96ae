package dev.proxyrotator.engine.authentication

import dev.proxyrotator.engine.http1.HeadBuffer
import dev.proxyrotator.engine.http1.latin1
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.percentEncode

private const val COUNT_DIGITS = 8
private const val LAST_ASCII = '\u007f'

/** Answers one [challenge] with [credentials], for request after request (RFC 7616 §3.4). */
internal class DigestAuthorization(
    private val challenge: DigestChallenge,
    private val credentials: ProxyCredentials,
    private val clientNonce: String,
    private val function: HashFunction,
) {
    private val algorithm = challenge.algorithm
    private val secret = secret()

    /**
     * The value of `Proxy-Authorization`, octets as characters.
     *
     * @param target the request's target as its request line has it.
     * @param count how many requests this one makes with this nonce.
     */
    fun value(
        method: String,
        target: String,
        count: Long,
    ): String {
        val digits = count.toString(16).padStart(COUNT_DIGITS, '0')
        val request = hash(HeadBuffer().text("$method:$target"))
        val protection = if (challenge.hasProtection) ":$digits:$clientNonce:auth" else ""
        val response = hash(HeadBuffer().text("$secret:${challenge.nonce}$protection:$request"))
        return buildString {
            append("Digest ").append(username())
            quoted("realm", challenge.realm)
            quoted("nonce", challenge.nonce)
            quoted("uri", target)
            quoted("response", response)
            algorithm.title?.let { append(", algorithm=").append(it) }
            challenge.opaque?.let { quoted("opaque", it) }
            if (challenge.hasProtection) append(", qop=auth, nc=").append(digits)
            if (challenge.hasProtection || algorithm.isSession) quoted("cnonce", clientNonce)
            if (challenge.hashesUsername) append(", userhash=true")
        }
    }

    /** What of it does not change from one request to the next; the password is in it. */
    private fun secret(): String {
        val plain =
            HeadBuffer()
                .bytes(credentials.username.encodeToByteArray())
                .text(":${challenge.realm}:")
                .bytes(credentials.password.encodeToByteArray())
        val hashed = hash(plain)
        if (!algorithm.isSession) return hashed
        return hash(HeadBuffer().text("$hashed:${challenge.nonce}:$clientNonce"))
    }

    private fun username(): String {
        val username = credentials.username
        val octets = username.encodeToByteArray()
        return when {
            challenge.hashesUsername -> {
                "username=\"${hash(HeadBuffer().bytes(octets).text(":${challenge.realm}"))}\""
            }

            challenge.isUnicode && username.any { it > LAST_ASCII } -> {
                "username*=UTF-8''${percentEncode(username)}"
            }

            else -> {
                "username=" + quote(latin1(octets, 0, octets.size, isAscii = false))
            }
        }
    }

    private fun hash(input: HeadBuffer): String = function.hash(algorithm.hash, input.toByteArray()).toHexString()
}

private fun StringBuilder.quoted(
    name: String,
    value: String,
) {
    append(", ").append(name).append('=').append(quote(value))
}

private fun quote(value: String): String = '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'

/** Octets as characters. */
private fun HeadBuffer.text(text: String): HeadBuffer = bytes(ByteArray(text.length) { text[it].code.toByte() })
