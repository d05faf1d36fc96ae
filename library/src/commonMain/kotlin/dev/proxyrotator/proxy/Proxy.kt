package dev.proxyrotator.proxy

import kotlinx.serialization.Serializable
import kotlin.jvm.JvmField
import kotlin.jvm.JvmOverloads
import kotlin.jvm.JvmStatic
import kotlin.jvm.JvmSynthetic

/**
 * One upstream proxy.
 *
 * Its identity is scheme, host, port and credentials, and those of the proxies it is reached [via]: that is what [equals]
 * compares, [id] names, and connections are kept apart by. [weight], [tags], [country], [cost], [anonymity] and [gateway] are no
 * part of it: they say how to choose among proxies, and how to use this one. Immutable.
 *
 * Secrets leave it only through [credentials] and [urlWithCredentials]; [toString], errors and the default serializer
 * write `***`.
 *
 * @property scheme the protocol spoken to the proxy.
 * @property host in lower case and A-labels (RFC 5890), or an IP address, IPv6 as in RFC 5952 without brackets; empty
 *   for [Direct].
 * @property port 1 to 65535; 0 for [Direct].
 * @property credentials null for a proxy that asks for none.
 * @property via the proxy through which this one is reached, see [chain]; null, as a rule, for one that is reached straight
 *   from this machine.
 * @property id stands for the identity in logs, events and metrics.
 */
@Serializable(with = ProxySerializer::class)
public class Proxy private constructor(
    public val scheme: ProxyScheme,
    public val host: String,
    public val port: Int,
    public val credentials: ProxyCredentials?,
    public val via: Proxy?,
    public val id: ProxyId,
    internal val metadata: ProxyMetadata,
) {
    /** The share of requests under a weighted strategy, relative to the other proxies; 1.0 by default. */
    public val weight: Double get() = metadata.weight

    /** What the user calls it by, to choose some of many; none by default. Cannot be changed. */
    public val tags: Set<String> get() = metadata.tags

    /** Where its exit is: an ISO 3166-1 alpha-2 code in upper case, such as `SE`; null, the default, when unknown. */
    public val country: String? get() = metadata.country

    /** What a request through it costs, relative to the other proxies; 1.0 by default. */
    public val cost: Double get() = metadata.cost

    /**
     * What a target learns of who asks through it, as found by `checkAnonymity` or set by [withAnonymity]; null, the default,
     * when unknown.
     */
    public val anonymity: AnonymityLevel? get() = metadata.anonymity

    /** How it is used if it is a rotating gateway; null, the default, if it is not. */
    public val gateway: Gateway? get() = metadata.gateway

    /** Whether another connection through it may leave by another exit. */
    internal val changesExit: Boolean
        get() = gateway != null || credentials?.hasPlaceholders == true || via?.changesExit == true

    /** Whether plain `http` requests go to it as they are, for it to forward, and not through a tunnel. */
    internal val isForwarding: Boolean get() = scheme.forwards && gateway?.connectHeaders.isNullOrEmpty()

    /** The proxies on the way, the one that is connected to from here first and this one last. */
    public val hops: List<Proxy> get() = generateSequence(this) { it.via }.toList().asReversed()

    /** The URL, or those of all [hops] in order, with `***` in place of the credentials; the same as [toString]. */
    public val redactedUrl: String get() = printHops { REDACTED }

    /** The same with user names and passwords in the clear, percent-encoded; [parse] reads it back. */
    public fun urlWithCredentials(): String =
        printHops { percentEncode(it.username) + ":" + percentEncode(it.password) }

    private fun printHops(userinfo: (ProxyCredentials) -> String): String {
        val url = printUrl(scheme, credentials?.let(userinfo), host, port)
        return if (via == null) url else via.printHops(userinfo) + HOP_SEPARATOR + url
    }

    /**
     * The same proxy under other credentials.
     *
     * @throws ProxyValidationException if [ProxyCredentials] or the scheme refuses them.
     */
    public fun withCredentials(
        username: String,
        password: String,
    ): Proxy = withIdentity(credentialsFor(scheme, ProxyCredentials(username, password)), via)

    /** The same proxy without credentials. */
    public fun withoutCredentials(): Proxy =
        if (credentials == null) this else withIdentity(credentials = null, via)

    /** This proxy as if it were reached straight from here. */
    internal fun alone(): Proxy = if (via == null) this else withIdentity(credentials, via = null)

    private fun withIdentity(
        credentials: ProxyCredentials?,
        via: Proxy?,
    ) = Proxy(scheme, host, port, credentials, via, identityId(scheme, host, port, credentials, via), metadata)

    /**
     * The same proxy with another weight.
     *
     * @param weight above 0 and at most 1,000,000.
     * @throws ProxyValidationException if [weight] is not in that range, or not a number.
     */
    public fun withWeight(weight: Double): Proxy {
        if (!(weight > 0 && weight <= MAX_WEIGHT)) {
            throw ProxyValidationException("the weight is a number above 0 and at most $MAX_WEIGHT", null, redactedUrl)
        }
        return with(metadata.copy(weight = weight))
    }

    /**
     * The same proxy with these tags in place of its own.
     *
     * @throws ProxyValidationException if one of them is blank.
     */
    public fun withTags(vararg tags: String): Proxy = withTags(tags.asList())

    /**
     * The same proxy with these tags in place of its own.
     *
     * @throws ProxyValidationException if one of them is blank.
     */
    public fun withTags(tags: Iterable<String>): Proxy {
        val read = readTags(tags) ?: throw ProxyValidationException("a tag is not blank", null, redactedUrl)
        return with(metadata.copy(tags = read))
    }

    /**
     * The same proxy with its exit in another country.
     *
     * @param country an ISO 3166-1 alpha-2 code in either case; null for unknown.
     * @throws ProxyValidationException if [country] is not two letters.
     */
    public fun withCountry(country: String?): Proxy {
        val read =
            country?.let {
                readCountry(it) ?: throw ProxyValidationException(
                    "the country is a code of two letters (ISO 3166-1 alpha-2)",
                    null,
                    redactedUrl,
                )
            }
        return with(metadata.copy(country = read))
    }

    /**
     * The same proxy at another cost.
     *
     * @param cost above 0 and finite.
     * @throws ProxyValidationException if [cost] is not in that range, or not a number.
     */
    public fun withCost(cost: Double): Proxy {
        if (!(cost > 0 && cost.isFinite())) {
            throw ProxyValidationException("the cost is a finite number above 0", null, redactedUrl)
        }
        return with(metadata.copy(cost = cost))
    }

    /** The same proxy as a rotating gateway; null for one that is not. */
    public fun withGateway(gateway: Gateway?): Proxy = with(metadata.copy(gateway = gateway))

    /** The same proxy with what is known of its anonymity; null for unknown. */
    public fun withAnonymity(level: AnonymityLevel?): Proxy = with(metadata.copy(anonymity = level))

    private fun with(metadata: ProxyMetadata) = Proxy(scheme, host, port, credentials, via, id, metadata)

    /** By identity: scheme, host, port and credentials, and the same of the proxies it is reached [via]. */
    override fun equals(other: Any?): Boolean =
        other is Proxy &&
            id == other.id &&
            scheme == other.scheme &&
            host == other.host &&
            port == other.port &&
            credentials == other.credentials &&
            via == other.via

    /** By identity; keyed per process as [id] is. */
    override fun hashCode(): Int = id.hashCode()

    /**
     * The URL, for example `socks5://[2001:db8::1]:1080`, with `***` in place of the credentials; of a chain all URLs, as in
     * `http://a.example:8080->socks5://b.example:1080`.
     */
    override fun toString(): String = redactedUrl

    /** Makes proxies. */
    public companion object {
        private const val MAX_WEIGHT = 1_000_000
        private const val NO_ONE_TO_TELL = "where there is no proxy there is nobody to show credentials to"

        /**
         * No proxy: what is sent through it goes straight to the target, which sees this machine's own address. It is
         * used like a proxy, in a pool of its own or among others, and only where it was passed as this constant:
         * [parse], [of] and every deserializer refuse it. Its failures are those of the target, so they never take it
         * out of rotation. It takes a weight, tags, a country and a cost, and no credentials, prints as `direct://`, and its JSON, with the scheme
         * `direct`, is for reading by people.
         */
        @JvmField
        public val Direct: Proxy =
            ProxyScheme.DIRECT.let { scheme ->
                Proxy(
                    scheme,
                    host = "",
                    scheme.defaultPort,
                    credentials = null,
                    via = null,
                    identityId(scheme, host = "", scheme.defaultPort, credentials = null),
                    ProxyMetadata.None,
                )
            }

        /**
         * A proxy from its parts.
         *
         * @param host a name, an IPv4 address, or an IPv6 address with or without brackets.
         * @param port 1 to 65535; the scheme's default port if left out.
         * @throws ProxyValidationException if a part cannot be used, or [scheme] is [ProxyScheme.DIRECT].
         */
        @JvmStatic
        @JvmOverloads
        public fun of(
            scheme: ProxyScheme,
            host: String,
            port: Int = scheme.defaultPort,
            credentials: ProxyCredentials? = null,
        ): Proxy {
            requireProxy(scheme)
            // What was passed as the host may be a whole URL with its secrets: it is not shown.
            val text = ProxyText(host, offset = 0, shown = "${scheme.urlName}://$REDACTED")
            val normalHost = text.require(readHost(host), 0)
            if (port !in PORTS) text.fail(PORT_FLAW)
            return create(scheme, normalHost, port, credentialsFor(scheme, credentials))
        }

        /**
         * Reads a URL or one of the lines vendors hand out; [ProxyForm] lists them. White space around it is ignored.
         *
         * A URL's user name and password are percent-decoded once, as UTF-8; a line's are taken literally. A line
         * that fits two forms is refused.
         *
         * @param defaultScheme the scheme of a line that names none.
         * @param form [ProxyForm.AUTO] works it out.
         * @throws ProxyValidationException if it names no proxy; the error shows no part of a user name or password.
         */
        @JvmStatic
        @JvmOverloads
        public fun parse(
            text: String,
            defaultScheme: ProxyScheme = ProxyScheme.HTTP,
            form: ProxyForm = ProxyForm.AUTO,
        ): Proxy = readProxy(text, defaultScheme, form)

        /** As [parse], with null for what it refuses. */
        @JvmStatic
        @JvmOverloads
        public fun parseOrNull(
            text: String,
            defaultScheme: ProxyScheme = ProxyScheme.HTTP,
            form: ProxyForm = ProxyForm.AUTO,
        ): Proxy? =
            try {
                parse(text, defaultScheme, form)
            } catch (_: ProxyValidationException) {
                null
            }

        /**
         * A proxy from a URL without credentials, and its credentials: `Proxy(url, username, password)`.
         *
         * @throws ProxyValidationException as [parse] and [withCredentials] do, and if [url] has credentials too.
         */
        @JvmSynthetic
        public operator fun invoke(
            url: String,
            username: String,
            password: String,
        ): Proxy {
            val proxy = parse(url)
            if (proxy.credentials != null) {
                throw ProxyValidationException(
                    "it has credentials of its own beside those passed",
                    null,
                    proxy.redactedUrl,
                )
            }
            return proxy.withCredentials(username, password)
        }

        /**
         * The last of [proxies], reached through those before it: a connection goes to the first, which is asked for one to
         * the second, and so on. Each hop has its own scheme and credentials; none sees the credentials of one behind it
         * unless that is spoken to in the clear. It counts as one proxy, whose weight, tags, country and cost are those of
         * the last.
         *
         * `Proxy.chain(Proxy.parse("http://a.example:8080"), Proxy.parse("socks5://b.example"))` is the same as
         * `Proxy.parse("http://a.example:8080->socks5://b.example")`.
         *
         * @throws ProxyValidationException if there is none, more than 8, [Direct] among them, or a [ProxyScheme.SOCKS4] one
         *   before another that is not named by an IPv4 address, which is all it can carry.
         */
        @JvmStatic
        public fun chain(vararg proxies: Proxy): Proxy = chain(proxies.asList())

        /** As [chain] of a number of arguments. */
        @JvmStatic
        public fun chain(proxies: Iterable<Proxy>): Proxy {
            val hops = proxies.flatMap { it.hops }
            chainFlaw(hops)?.let { throw ProxyValidationException(it, null, hops.joinToString(HOP_SEPARATOR)) }
            return hops.reduce { via, next -> next.withIdentity(next.credentials, via) }
        }

        internal fun create(
            scheme: ProxyScheme,
            host: String,
            port: Int,
            credentials: ProxyCredentials?,
            metadata: ProxyMetadata = ProxyMetadata.None,
        ): Proxy {
            requireProxy(scheme)
            return Proxy(
                scheme,
                host,
                port,
                credentials,
                via = null,
                identityId(scheme, host, port, credentials),
                metadata,
            )
        }

        private fun requireProxy(scheme: ProxyScheme) {
            if (scheme == ProxyScheme.DIRECT) throw ProxyValidationException(DIRECT_FLAW, null, "${scheme.urlName}://")
        }

        private fun credentialsFor(
            scheme: ProxyScheme,
            credentials: ProxyCredentials?,
        ): ProxyCredentials? {
            val flaw = if (scheme == ProxyScheme.DIRECT) NO_ONE_TO_TELL else credentialsFlaw(scheme, credentials)
            flaw?.let {
                throw ProxyValidationException(it, null, "${scheme.urlName}://$REDACTED")
            }
            return credentials
        }
    }
}
