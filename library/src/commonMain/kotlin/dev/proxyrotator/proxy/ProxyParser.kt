package dev.proxyrotator.proxy

internal const val SCHEME_END = "://"

/** Reads one proxy, in a single pass per form. [defaultScheme] is for lines that name none. */
internal fun readProxy(
    input: String,
    defaultScheme: ProxyScheme,
    form: ProxyForm,
): Proxy {
    val text = input.trim()
    val body = ProxyText(text, input.indexOfFirst { !it.isWhitespace() }.coerceAtLeast(0), REDACTED)
    requireOneWord(body)
    return if (!form.isLine && isChain(text)) readChain(body) else readOne(body, defaultScheme, form)
}

private fun readOne(
    body: ProxyText,
    defaultScheme: ProxyScheme,
    form: ProxyForm,
): Proxy {
    val text = body.text
    val name = schemeNameOf(text)
    if (isDirect(name ?: text)) body.fail(DIRECT_FLAW, 0)
    val scheme = name?.let(ProxyScheme::named)
    return when {
        scheme != null -> {
            readSchemed(scheme, body.after(name.length + SCHEME_END.length, "${scheme.urlName}://$REDACTED"), form)
        }

        form.isLine -> {
            readLine(defaultScheme, body, form)
        }

        name != null -> {
            body.fail(unknownScheme(), 0)
        }

        form == ProxyForm.URL -> {
            body.fail("a URL begins with a scheme such as http://", 0)
        }

        else -> {
            readLine(defaultScheme, body)
        }
    }
}

/** What stands before the `://`, if it looks like the name of a scheme. */
internal fun schemeNameOf(text: String): String? =
    text.substringBefore(SCHEME_END, missingDelimiterValue = "").takeIf(::isSchemeName)

internal fun unknownScheme(): String = "unknown scheme; known are ${ProxyScheme.readable.joinToString { it.urlName }}"

/** Nothing that is read from outside may switch proxies off. */
internal const val DIRECT_FLAW = "to send without a proxy is never read from text: pass Proxy.Direct itself"

internal fun isDirect(name: String): Boolean = name.equals(ProxyScheme.DIRECT.urlName, ignoreCase = true)

private fun requireOneWord(body: ProxyText) {
    if (body.text.isEmpty()) body.fail("it is empty")
    val blank = body.text.indexOfFirst { it.isWhitespace() || it.isISOControl() }
    if (blank >= 0) body.fail("it holds white space or a control character", blank)
}

// RFC 3986, 3.1. A colon in front of the "://" makes it part of a password.
private fun isSchemeName(text: String): Boolean =
    text.isNotEmpty() && isLetter(text[0]) && text.all { isLetter(it) || it in '0'..'9' || it in "+-." }

private fun isLetter(char: Char): Boolean = char in 'a'..'z' || char in 'A'..'Z'

private fun readSchemed(
    scheme: ProxyScheme,
    body: ProxyText,
    form: ProxyForm,
): Proxy =
    when {
        form == ProxyForm.URL -> {
            readUrl(scheme, body)
        }

        form.isLine -> {
            readLine(scheme, body, form)
        }

        '@' !in body.text && fitsVendorForm(body.text) -> {
            readLine(scheme, body)
        }

        '@' in body.text && isPlainlyHost(validHost(body.text, ProxyForm.HOST_PORT_USER_PASSWORD).orEmpty()) -> {
            body.failAmbiguous(listOf(ProxyForm.URL, ProxyForm.HOST_PORT_USER_PASSWORD))
        }

        else -> {
            readUrl(scheme, body)
        }
    }

// Some vendors put a scheme in front of their lines. Without an @ such a line cannot be a URL with credentials.
private fun fitsVendorForm(text: String): Boolean =
    readIpv6(text).valueOrNull == null &&
        (
            validHost(text, ProxyForm.HOST_PORT_USER_PASSWORD) != null ||
                isPlainlyHost(validHost(text, ProxyForm.USER_PASSWORD_HOST_PORT).orEmpty())
        )

private fun validHost(
    text: String,
    form: ProxyForm,
): String? = lineFields(form, text)?.validHost
