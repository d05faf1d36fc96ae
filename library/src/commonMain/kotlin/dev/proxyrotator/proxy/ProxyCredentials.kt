package dev.proxyrotator.proxy

/**
 * The user name and the password a proxy asks for. Either may be empty, not both.
 *
 * What a scheme adds is checked when a [Proxy] is made: no colon in the user name for http and https (RFC 7617), at
 * most 255 bytes of UTF-8 each for SOCKS (RFC 1929). SOCKS 4 knows no password: the transport refuses a proxy that
 * has one.
 *
 * @property username the user name; vendors often carry session parameters in it, so it is kept secret too.
 * @property password the password in the clear.
 * @throws ProxyValidationException if both are empty, or one holds a control character or an unpaired surrogate.
 */
public class ProxyCredentials(
    public val username: String,
    public val password: String,
) {
    init {
        credentialsFlaw(username, password)?.let { throw ProxyValidationException(it) }
    }

    /** Whether something in them is filled in for each attempt; see [Gateway]. */
    internal val hasPlaceholders: Boolean = namesSession(this) || namesCountry(this)

    /** By value, case-sensitive. */
    override fun equals(other: Any?): Boolean =
        other is ProxyCredentials && username == other.username && password == other.password

    /** By value. */
    override fun hashCode(): Int = 31 * username.hashCode() + password.hashCode()

    /** Always `***`. */
    override fun toString(): String = REDACTED
}

private const val SOCKS_FIELD_BYTES = 255

internal fun credentialsFlaw(
    username: String,
    password: String,
): String? =
    when {
        username.isEmpty() && password.isEmpty() -> "the user name and the password are both empty"
        username.any(Char::isISOControl) -> "the user name holds a control character"
        password.any(Char::isISOControl) -> "the password holds a control character"
        !username.isUnicode() || !password.isUnicode() -> "the user name or the password is not valid Unicode"
        else -> null
    }

internal fun credentialsFlaw(
    scheme: ProxyScheme,
    credentials: ProxyCredentials?,
): String? =
    when {
        credentials == null -> {
            null
        }

        !scheme.isSocks && ':' in credentials.username -> {
            "a user name with a colon cannot be sent to an HTTP proxy"
        }

        scheme.isSocks && credentials.run { username.tooLongForSocks() || password.tooLongForSocks() } -> {
            "SOCKS takes at most $SOCKS_FIELD_BYTES bytes of user name and of password"
        }

        else -> {
            null
        }
    }

// An unpaired surrogate has no UTF-8, so it does not survive the way there and back.
private fun String.isUnicode(): Boolean = encodeToByteArray().decodeToString() == this

private fun String.tooLongForSocks(): Boolean = encodeToByteArray().size > SOCKS_FIELD_BYTES
