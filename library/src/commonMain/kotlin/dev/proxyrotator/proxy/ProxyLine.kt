package dev.proxyrotator.proxy

/** Reads a vendor's line whose form is known. */
internal fun readLine(
    scheme: ProxyScheme,
    line: ProxyText,
    form: ProxyForm,
): Proxy {
    val fields = lineFields(form, line.text) ?: line.fail("it is not in the form ${form.layout}")
    return toProxy(scheme, line, fields)
}

/** Reads a vendor's line in the one form that fits it. */
internal fun readLine(
    scheme: ProxyScheme,
    line: ProxyText,
): Proxy {
    if (readIpv6(line.text).valueOrNull != null) line.fail(TOO_MANY_COLONS)
    val fitting = fittingFields(line.text)
    return when (fitting.size) {
        0 -> failUnreadable(line)
        1 -> toProxy(scheme, line, fitting.single())
        else -> line.failAmbiguous(fitting.map { it.form })
    }
}

/** The forms that fit a vendor's line: more than one if it is ambiguous. */
internal fun fittingForms(line: String): List<ProxyForm> =
    if (readIpv6(line).valueOrNull == null) fittingFields(line).map { it.form } else emptyList()

private fun fittingFields(line: String): List<LineFields> {
    val readings = ProxyForm.entries.mapNotNull { lineFields(it, line)?.takeIf { it.validHost != null } }
    // A single label might as well be a user name: it counts as a host only where no better host is found.
    return readings.filter { isPlainlyHost(it.validHost.orEmpty()) }.ifEmpty { readings }
}

internal fun ProxyText.failAmbiguous(forms: List<ProxyForm>): Nothing =
    fail(
        "it is ambiguous: it reads as ${forms.joinToString(" and as ") { it.layout }}; write it as a percent-encoded " +
            "URL, or pass ${forms.joinToString(" or ") { "form = ProxyForm.${it.name}" }}",
    )

private fun toProxy(
    scheme: ProxyScheme,
    line: ProxyText,
    fields: LineFields,
): Proxy {
    val host = line.require(readHost(fields.host.text), fields.host.start)
    val port = line.require(readPort(fields.port.text), fields.port.start)
    val username = fields.username ?: return Proxy.create(scheme, host, port, credentials = null)
    val credentials = line.credentials(scheme, username.text, fields.password?.text.orEmpty(), username.start)
    return Proxy.create(scheme, host, port, credentials)
}

private const val UNREADABLE =
    "no form fits it: write a URL such as http://user:password@host:8080, or one of host:port, " +
        "host:port:user:password, user:password@host:port"

/** Names the likeliest flaw: the layout is guessed from the separators, as the text itself cannot be shown. */
private fun failUnreadable(line: ProxyText): Nothing {
    val hasAt = '@' in line.text
    val afterHost = lineFields(ProxyForm.HOST_PORT, line.text)
    val colonsAfterHost = afterHost?.port?.text?.count { it == ':' } ?: 0
    when {
        hasAt -> lineFields(ProxyForm.USER_PASSWORD_AT_HOST_PORT, line.text)?.let { line.failAtEndpoint(it) }
        afterHost == null -> line.fail("it has no port: write host:port, or a URL such as http://host")
        colonsAfterHost == 0 -> line.failAtEndpoint(afterHost)
        colonsAfterHost == 1 -> line.fail("a user name needs a password: write host:port:user:password")
    }
    line.fail(UNREADABLE)
}

private fun ProxyText.failAtEndpoint(fields: LineFields): Nothing {
    require(readHost(fields.host.text), fields.host.start)
    require(readPort(fields.port.text), fields.port.start)
    fail(UNREADABLE)
}
