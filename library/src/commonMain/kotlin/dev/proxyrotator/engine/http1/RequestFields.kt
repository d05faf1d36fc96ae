package dev.proxyrotator.engine.http1

/** Puts the fields a user has set, after a look at those that are the connection's business. */
internal class RequestFields(
    private val out: HeadBuffer,
    private val framing: BodyFraming,
    private val isUpgrade: Boolean = false,
) {
    /** Puts the field [name], a line for each value but for cookies, or nothing when the field is written elsewhere. */
    fun encode(
        name: String,
        values: List<String>,
    ) {
        when (val field = KnownField.find(name)) {
            KnownField.HOST, KnownField.CONTENT_LENGTH, KnownField.TRANSFER_ENCODING -> check(field, values)
            KnownField.COOKIE -> encodeLine(name, if (values.size == 1) values[0] else values.joinToString("; "))
            KnownField.USER_AGENT -> encodeLines(name, values.filter { it.isNotEmpty() })
            null -> encodeLines(name, values)
            else -> encodeLines(name, values.also { check(field, it) })
        }
    }

    private fun encodeLines(
        name: String,
        values: List<String>,
    ) {
        for (at in values.indices) encodeLine(name, values[at])
    }

    /** Puts one line; @throws IllegalArgumentException if it would be none. */
    fun encodeLine(
        name: String,
        value: String,
    ) {
        require(out.token(name)) { "The name of a header is not a token (RFC 9110, 5.1)" }
        out.ascii(": ")
        require(out.value(value)) {
            "The header $name has a control character or one beyond ISO-8859-1 in its value; encode it"
        }
        out.lineEnd()
    }

    private fun check(
        field: KnownField,
        values: List<String>,
    ) {
        if (isUpgrade && field in OF_UPGRADE) return
        REFUSED[field]?.let { throw IllegalArgumentException("The header ${field.title} $it") }
        when (field) {
            KnownField.CONTENT_LENGTH, KnownField.TRANSFER_ENCODING ->
                values.forEach { checkUserFraming(field, it, framing) }

            KnownField.CONNECTION -> demand(field, values, CONNECTION_OPTIONS)

            KnownField.EXPECT -> demand(field, values, EXPECTATIONS)

            else -> Unit
        }
    }

    private fun demand(
        field: KnownField,
        values: List<String>,
        known: Set<String>,
    ) = require(values.all { it.trim().lowercase() in known }) {
        "The header ${field.title} can only be ${known.joinToString(" or ")}; leave it out for anything else"
    }
}

// The second asks for what is done anyway; it comes along when headers are copied from a browser.
private val CONNECTION_OPTIONS = setOf("close", "keep-alive")
private val OF_UPGRADE = setOf(KnownField.CONNECTION, KnownField.UPGRADE)
private val EXPECTATIONS = setOf("100-continue")

private val REFUSED =
    mapOf(
        KnownField.PROXY_AUTHORIZATION to "would reach the target; give the credentials with the proxy",
        KnownField.PROXY_CONNECTION to "is not the request's to set; leave it out, connections are kept where possible",
        KnownField.KEEP_ALIVE to "is not the request's to set; leave it out, connections are kept where possible",
        KnownField.TE to "is not supported, trailers are not delivered; leave it out",
        KnownField.UPGRADE to
            "says nothing without content that speaks the new protocol; install Ktor's WebSockets, or " +
            "send a ClientUpgradeContent",
    )
