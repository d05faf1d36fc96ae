package dev.proxyrotator

import dev.proxyrotator.defaults.BaseUrl
import dev.proxyrotator.defaults.DefaultHeader
import dev.proxyrotator.defaults.RequestDefaults
import dev.proxyrotator.fetch.FetchSettings
import dev.proxyrotator.redirect.RedirectOptions
import dev.proxyrotator.redirect.RedirectPolicy
import io.ktor.client.HttpClientConfig
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.http.HttpHeaders
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlin.io.encoding.Base64

/** Configures a [ProxyRotator]; every value has a default. */
@RotatorDsl
public class ProxyRotatorBuilder internal constructor(
    private val options: RealRotationOptions,
) : RotationOptions by options {
    private val clientBlocks = ArrayList<HttpClientConfig<*>.() -> Unit>()
    private var redirects = RedirectPolicy()

    /** Where continuations run. Default [Dispatchers.Default]; a test's dispatcher puts every wait on virtual time. */
    public var dispatcher: CoroutineDispatcher = Dispatchers.Default

    /**
     * Configures the Ktor client above the rotation: any plugin, default headers, `expectSuccess`. Redirects are set with
     * [redirects]; Ktor's own, `followRedirects = true`, keep cookies and API keys when they leave the host, and are an
     * error here.
     */
    public fun client(configure: HttpClientConfig<*>.() -> Unit) {
        clientBlocks.add(configure)
    }

    /**
     * What URLs without a host are appended to, such as `https://api.example.com/v1`. Exactly one slash stands in
     * between, whether either brings one or not: `/users` and `users` are both `https://api.example.com/v1/users`. A
     * whole URL is taken as it is. Default `null`: every URL must be a whole one.
     *
     * Without credentials, query and fragment: anything else is an [IllegalArgumentException] when the rotator is made.
     */
    public var baseUrl: String? = null

    /** What requests say they come from, unless they say it themselves. Default `null`: nothing. */
    public var userAgent: String? = null

    /**
     * Whether a response with another status than 2xx is an exception, of Ktor's family
     * [ResponseException][io.ktor.client.plugins.ResponseException]. Default `false`: it is returned like any other; see
     * [requireSuccess].
     */
    public var expectSuccess: Boolean = false

    private val defaultHeaders = ArrayList<DefaultHeader>()
    private var authorization: String? = null

    /**
     * Adds a header field to every request that has none of this [name] itself. With a [baseUrl], `Authorization` and
     * `Cookie` go to its origin alone. To another origin that a request is redirected to go only `User-Agent`, `Accept…`
     * and `Sec-…`.
     *
     * @throws IllegalArgumentException when it is no valid field, or one that the client writes itself
     */
    public fun defaultHeader(
        name: String,
        value: String,
    ) {
        defaultHeaders.add(DefaultHeader(name, value))
    }

    /**
     * Sends these credentials for the target with every request that has no `Authorization` itself, before it asks for
     * them (RFC 7617); with a [baseUrl] to its origin alone, and never on to another origin by a redirect. Takes the
     * place of [bearerAuth].
     *
     * @throws IllegalArgumentException when there is a colon in [username], or a control character
     */
    public fun basicAuth(
        username: String,
        password: String,
    ) {
        require(':' !in username) { "basicAuth: the user name must not hold a colon (RFC 7617)" }
        requireText("basicAuth", username + password)
        authorization = "Basic " + Base64.encode("$username:$password".encodeToByteArray())
    }

    /**
     * Sends this [token] for the target (RFC 6750) as [basicAuth] sends its credentials, whose place it takes.
     *
     * @throws IllegalArgumentException when [token] is empty, or has a space or a character in it that is not ASCII
     */
    public fun bearerAuth(token: String) {
        require(token.isNotEmpty() && token.all { it in '!'..'~' }) {
            "bearerAuth: the token must be visible ASCII characters without spaces"
        }
        authorization = "Bearer $token"
    }

    private fun requireText(
        setting: String,
        text: String,
    ) = require(text.none { it.isISOControl() }) { "$setting: there is a control character in the credentials" }

    private fun defaults(): RequestDefaults {
        val agent = userAgent?.let { DefaultHeader(HttpHeaders.UserAgent, it) }
        return RequestDefaults(
            baseUrl?.let(BaseUrl::parse),
            defaultHeaders.filterNot { agent != null && it.name.equals(agent.name, ignoreCase = true) } +
                listOfNotNull(agent),
            authorization,
            expectSuccess,
        )
    }

    private var fetch = FetchSettings()

    /** Sets the defaults of `fetchAll`, `fetchUrls` and `fetchFlow`. */
    public fun fetch(configure: FetchBuilder.() -> Unit) {
        fetch = FetchBuilder(fetch).apply(configure).build()
    }

    /**
     * Sets which redirects are followed. Default: up to 10, with what [RedirectOptions] says.
     *
     * @throws IllegalArgumentException when a value is out of range
     */
    public fun redirects(configure: RedirectOptions.() -> Unit) {
        redirects = RedirectOptions().takeFrom(redirects).apply(configure).build()
    }

    internal fun build(): ProxyRotator {
        val engineConfig = HttpClientEngineConfig().also { it.dispatcher = dispatcher }
        val rotation = Rotation(options.parts(defaults(), fetch, redirects), engineConfig)
        try {
            return ProxyRotator(rotation, clientBlocks.toList())
        } catch (error: Throwable) {
            rotation.engine.close()
            throw error
        }
    }
}
