package dev.proxyrotator

import dev.proxyrotator.engine.TimeoutRule
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.pattern.GlobPattern
import dev.proxyrotator.engine.pattern.HostPattern
import dev.proxyrotator.engine.pattern.RegexPattern
import dev.proxyrotator.engine.pattern.UrlPattern
import kotlin.time.Duration

/** The limits of `timeouts { }` and of each rule in it: see [Timeouts] for meanings and defaults. */
@RotatorDsl
public sealed class TimeLimitsBuilder(
    defaults: Timeouts,
) {
    /** See [Timeouts.connect]. */
    public var connect: Duration = defaults.connect

    /** See [Timeouts.handshake]. */
    public var handshake: Duration = defaults.handshake

    /** See [Timeouts.tls]. */
    public var tls: Duration = defaults.tls

    /** See [Timeouts.responseHead]. */
    public var responseHead: Duration = defaults.responseHead

    /** See [Timeouts.idle]. */
    public var idle: Duration = defaults.idle

    /** See [Timeouts.call]. */
    public var call: Duration = defaults.call
        set(value) {
            field = value
            setsCall = true
        }

    internal var setsCall = false
        private set

    /** See [Timeouts.minimumBodyRate]. */
    public var minimumBodyRate: Int = defaults.minimumBodyRate

    internal fun build(rules: List<TimeoutRule> = emptyList()) =
        Timeouts(connect, handshake, tls, responseHead, idle, call, minimumBodyRate, rules)
}

/**
 * `timeouts { }`: the limits of all requests, and rules for those to some URLs.
 *
 * A rule says only what is different: the rest is what `timeouts { }` says outside of the rules, wherever that stands. Of
 * several rules for a URL the first one counts, alone.
 */
public class TimeoutsBuilder internal constructor(
    defaults: Timeouts,
) : TimeLimitsBuilder(defaults) {
    internal val rules = ArrayList<TimeoutRuleDraft>()

    /**
     * Other limits for requests to the hosts that one of [patterns] describes, whatever their port: a name in any spelling
     * (`api.example.com`), an address, or a name in which `*` stands for what is within a label and `**` for whole labels
     * as well. `*.example.org` is `a.example.org`; neither `example.org` nor `a.b.example.org` are.
     *
     * @throws IllegalArgumentException when there is no pattern, or one of them is none of a host
     */
    public fun host(
        vararg patterns: String,
        configure: TimeLimitsBuilder.() -> Unit,
    ) {
        require(patterns.isNotEmpty()) { "timeouts { host() } needs at least one pattern" }
        val hosts = patterns.map(::HostPattern)
        add(patterns.joinToString(), { url -> hosts.any { it.matches(url) } }, configure)
    }

    /**
     * Other limits for requests to the URLs that [pattern] describes, such as `https://api.*.example.com/export-**`, or
     * only a path, for that path at any host. `*` stands for what is within a label of the host or a segment of the path,
     * `**` for several of them; the scheme and the port may be `*`. Without a port it is the usual one of the scheme,
     * without a path it is any. The path is compared as it is sent, percent-encoded; query and fragment play no part.
     *
     * @throws IllegalArgumentException when [pattern] is none of a URL
     */
    public fun glob(
        pattern: String,
        configure: TimeLimitsBuilder.() -> Unit,
    ): Unit = add(pattern, GlobPattern(pattern), configure)

    /**
     * Other limits for requests to the URLs that [regex] matches as a whole: with the query, without user information and
     * fragment, the host in lower case and ASCII, the port only if it is not the usual one. How long that takes is the
     * business of the [regex].
     *
     * @throws IllegalArgumentException when [regex] is empty
     */
    public fun regex(
        regex: Regex,
        configure: TimeLimitsBuilder.() -> Unit,
    ): Unit = add(regex.pattern, RegexPattern(regex), configure)

    private fun add(
        pattern: String,
        urls: UrlPattern,
        configure: TimeLimitsBuilder.() -> Unit,
    ) {
        rules.add(TimeoutRuleDraft(pattern, urls, configure))
    }
}

/** A rule whose other limits are not known yet. */
internal class TimeoutRuleDraft(
    private val pattern: String,
    private val urls: UrlPattern,
    private val configure: TimeLimitsBuilder.() -> Unit,
) {
    private class Limits(
        defaults: Timeouts,
    ) : TimeLimitsBuilder(defaults)

    fun over(base: Timeouts): TimeoutRule {
        val limits = Limits(base).apply(configure)
        return TimeoutRule(pattern, urls, limits.build(), limits.setsCall)
    }
}
