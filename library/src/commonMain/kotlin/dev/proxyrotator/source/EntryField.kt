package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyScheme

/** What a field of an entry says, by the names it goes by: the first that is there counts. */
internal enum class EntryField(
    vararg val names: String,
) {
    /** The whole proxy in one text. */
    PROXY("proxy", "proxyurl", "url", "uri", "endpoint", "ipport", "hostport"),

    HOST("host", "hostname", "server", "proxyhost", "proxyaddress", "address", "addr", "proxyip", "ipaddress", "ip"),
    PORT("port", "proxyport"),
    CREDENTIALS("credentials", "auth", "authentication", "authorization", "proxyauth", "userpass"),
    USERNAME("username", "user", "login", "proxyusername", "proxyuser"),
    PASSWORD("password", "pass", "passwd", "pwd", "proxypassword", "proxypass"),

    /** Exactly a scheme of this library. */
    SCHEME("scheme"),

    /** One protocol or several, in the words of lists. */
    PROTOCOL("protocol", "protocols", "proxyprotocol"),

    /** A protocol, or something else altogether. */
    KIND("type", "proxytype", "category"),

    COUNTRY("countrycode", "country", "cc"),
    TAGS("tags"),
    WEIGHT("weight"),
    COST("cost"),
    ;

    companion object {
        private val byName = entries.flatMap { field -> field.names.map { it to field } }.toMap()

        fun named(key: String): EntryField? = byName[normalKey(key)]

        fun normalKey(key: String): String = key.filterNot { it == '_' || it == '-' || it == ' ' }.lowercase()
    }
}

/**
 * The scheme that lists mean by [name] in a column, a key or a field of their own: `https` stands there for an HTTP
 * proxy that can CONNECT, not for TLS to the proxy.
 */
internal fun listedScheme(name: String): ProxyScheme? =
    ProxyScheme.named(name.trim())?.let { if (it == ProxyScheme.HTTPS) ProxyScheme.HTTP else it }
