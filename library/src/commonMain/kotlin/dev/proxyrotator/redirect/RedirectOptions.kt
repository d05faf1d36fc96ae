package dev.proxyrotator.redirect

import io.ktor.utils.io.KtorDsl

/**
 * Which redirects are followed: `redirects { maxRedirects = 5 }` in a `ProxyRotator`, and in any Ktor client
 * `install(SafeRedirect) { maxRedirects = 5 }`.
 *
 * Followed are 301, 302, 303, 307 and 308 with a `Location`, to http and https URLs, and never from https to http.
 */
@KtorDsl
public class RedirectOptions internal constructor() {
    /** Whether redirects are followed at all. Default `true`; a request may say otherwise in `rotation { }`. */
    public var follow: Boolean = true

    /**
     * How many redirects are followed for one request, from 0 to 1,000. Default 10. One more is a
     * [TooManyRedirectsException][dev.proxyrotator.failure.TooManyRedirectsException].
     */
    public var maxRedirects: Int = DEFAULTS.maxRedirects

    /**
     * The names of further headers, in any case, that are not to go to another origin (scheme, host and port):
     * `setOf("X-Api-Key")`. Default none. `Authorization`, `Cookie`, `Cookie2`, `Proxy-Authorization` and
     * `WWW-Authenticate` never go there.
     */
    public var sensitiveHeaders: Set<String> = emptySet()

    internal fun takeFrom(policy: RedirectPolicy): RedirectOptions =
        apply {
            follow = policy.follow
            maxRedirects = policy.maxRedirects
            sensitiveHeaders = policy.sensitiveHeaders
        }

    /** @throws IllegalArgumentException when a value is out of range */
    internal fun build() = RedirectPolicy(follow, maxRedirects, sensitiveHeaders.mapTo(HashSet()) { it.lowercase() })

    private companion object {
        val DEFAULTS = RedirectPolicy()
    }
}
