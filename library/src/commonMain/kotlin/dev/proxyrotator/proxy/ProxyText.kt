package dev.proxyrotator.proxy

/**
 * The part of the input that is being read, and what an error may show of the whole.
 *
 * @property offset where [text] begins in the input.
 * @property shown the redacted input, free of anything that might be a credential.
 */
internal class ProxyText(
    val text: String,
    private val offset: Int,
    private val shown: String,
) {
    fun fail(
        reason: String,
        at: Int? = null,
    ): Nothing = throw ProxyValidationException(reason, at?.let { offset + it }, shown)

    fun <T> require(
        reading: Reading<T>,
        start: Int,
    ): T =
        when (reading) {
            is Reading.Value -> reading.value
            is Reading.Flaw -> fail(reading.reason, start + reading.at)
        }

    fun credentials(
        scheme: ProxyScheme,
        username: String,
        password: String,
        start: Int,
    ): ProxyCredentials {
        credentialsFlaw(username, password)?.let { fail(it, start) }
        val credentials = ProxyCredentials(username, password)
        credentialsFlaw(scheme, credentials)?.let { fail(it, start) }
        return credentials
    }

    fun after(
        index: Int,
        shown: String,
    ): ProxyText = ProxyText(text.substring(index), offset + index, shown)

    fun part(
        start: Int,
        end: Int,
    ): ProxyText = ProxyText(text.substring(start, end), offset + start, shown)

    fun shownAs(shown: String): ProxyText = ProxyText(text, offset, shown)
}
