package dev.proxyrotator.rotation

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.isOpenEnded
import io.ktor.client.plugins.HttpTimeoutCapability
import io.ktor.client.plugins.HttpTimeoutConfig
import io.ktor.client.request.HttpRequestData
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/**
 * The time limits of one request, shorter or longer than configured: `rotation { timeouts { connect = 1.seconds } }`. `null`
 * takes what `timeouts { }` of the configuration says for its URL.
 */
public class RequestTimeouts internal constructor() {
    /** See [Timeouts.connect]. */
    public var connect: Duration? = null

    /** See [Timeouts.handshake]. */
    public var handshake: Duration? = null

    /** See [Timeouts.tls]. */
    public var tls: Duration? = null

    /** See [Timeouts.responseHead]. */
    public var responseHead: Duration? = null

    /** See [Timeouts.idle]. */
    public var idle: Duration? = null

    /** See [Timeouts.call]. */
    public var call: Duration? = null

    /** See [Timeouts.minimumBodyRate]. */
    public var minimumBodyRate: Int? = null

    /** Takes the place of the configured [call], but not of one that a rule for the URL says. */
    internal var callWithoutRule: Duration? = null

    internal fun validate() {
        call?.let { require(it > Duration.ZERO) { "rotation { timeout } must be positive, was $it" } }
        over(DEFAULTS)
    }

    internal fun over(
        configured: Timeouts,
        isCallOfRule: Boolean = false,
    ) = Timeouts(
        connect ?: configured.connect,
        handshake ?: configured.handshake,
        tls ?: configured.tls,
        responseHead ?: configured.responseHead,
        idle ?: configured.idle,
        call ?: callWithoutRule.takeUnless { isCallOfRule } ?: configured.call,
        minimumBodyRate ?: configured.minimumBodyRate,
    )

    private companion object {
        val DEFAULTS = Timeouts()
    }
}

/**
 * The limits of the request [data]: what Ktor's `HttpTimeout` says, then the request's own `rotation { }`, then the rule
 * for its URL, then the rest. An event stream and an upgraded connection may be silent and slow for as long as they like,
 * unless the request itself or `HttpTimeout` says otherwise.
 */
internal fun Timeouts.of(
    data: HttpRequestData,
    asked: RequestTimeouts?,
): Timeouts {
    val rule = ruleFor(data.url)
    val configured = rule?.timeouts ?: this
    val own = asked?.over(configured, isCallOfRule = rule?.setsCall == true) ?: configured
    val timeouts = if (data.isOpenEnded) own.whateverTheSilence(asked) else own
    return data.getCapabilityOrNull(HttpTimeoutCapability)?.let(timeouts::replacedBy) ?: timeouts
}

private fun Timeouts.whateverTheSilence(asked: RequestTimeouts?) =
    Timeouts(
        connect,
        handshake,
        tls,
        responseHead,
        asked?.idle ?: Duration.INFINITE,
        call,
        asked?.minimumBodyRate ?: 0,
    )

private fun Timeouts.replacedBy(asked: HttpTimeoutConfig): Timeouts {
    val socket = asked.socketTimeoutMillis?.toDuration()
    return Timeouts(
        asked.connectTimeoutMillis?.toDuration() ?: connect,
        handshake,
        tls,
        socket ?: responseHead,
        socket ?: idle,
        asked.requestTimeoutMillis?.toDuration() ?: call,
        minimumBodyRate,
    )
}

private fun Long.toDuration(): Duration =
    if (this == HttpTimeoutConfig.INFINITE_TIMEOUT_MS) Duration.INFINITE else milliseconds
