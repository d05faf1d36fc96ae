package dev.proxyrotator

import dev.proxyrotator.anonymity.AnonymityOptions
import dev.proxyrotator.anonymity.AnonymityReport

/**
 * Finds out how anonymous the proxies of the pool are: asks [echoUrl] through each of them, a rotating gateway twice over
 * connections of their own, and judges by what was seen there. The answer must tell the address the connection came from and
 * all header fields, the `X-Echo-Check` of the request among them, see
 * [EchoedRequest.parse][dev.proxyrotator.anonymity.EchoedRequest.parse]; whoever runs it learns of all these proxies, so it is
 * best one of your own. It is asked in the clear, since into a request over `https` no proxy can write, and nothing would be
 * known of those over `http`. A hostile proxy can change the answer as well.
 *
 * Each level found is kept as [Proxy.anonymity][dev.proxyrotator.proxy.Proxy.anonymity] in the pool, where a request can ask
 * for it: `rotation { anonymity(AnonymityLevel.ELITE) }`. A proxy that leaves by the same address as one before it in the pool
 * is at most [ANONYMOUS][dev.proxyrotator.proxy.AnonymityLevel.ANONYMOUS], as is a gateway that leaves twice by one. A proxy
 * that could not be checked keeps the level it had.
 *
 * The requests are like any other: limits hold for them, and a proxy that fails is the worse for it. Those out of rotation are
 * not asked, and neither is [Proxy.Direct][dev.proxyrotator.proxy.Proxy.Direct].
 *
 * @return a report for each proxy, in the order of the pool; one that fails never disturbs another
 * @throws IllegalArgumentException when [echoUrl] is no http URL, or an option is out of range
 * @throws IllegalStateException after the rotator was closed
 */
public suspend fun ProxyRotator.checkAnonymity(
    echoUrl: String,
    configure: AnonymityOptions.() -> Unit = {},
): List<AnonymityReport> = anonymity.check(echoUrl, AnonymityOptions().apply(configure))
