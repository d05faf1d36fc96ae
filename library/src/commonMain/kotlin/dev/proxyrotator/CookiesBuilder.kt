package dev.proxyrotator

import dev.proxyrotator.session.CookiePolicy
import dev.proxyrotator.session.cookie.ClientCookie

/** `cookies { }`: see [CookiePolicy] for meanings and defaults. */
@RotatorDsl
public class CookiesBuilder internal constructor(
    defaults: CookiePolicy,
) {
    /** See [CookiePolicy.keep]. */
    public var keep: Boolean = defaults.keep

    private val initial = ArrayList(defaults.initial)

    /**
     * A cookie for every request to the host of [url]; see [Cookies.set][dev.proxyrotator.session.Cookies.set].
     *
     * @throws IllegalArgumentException when [url] is no http or https URL, or [name] or [value] cannot be sent
     */
    public fun set(
        url: String,
        name: String,
        value: String,
    ) {
        initial.add(ClientCookie.of(url, name, value))
    }

    internal fun build() = CookiePolicy(keep, initial.toList())
}
