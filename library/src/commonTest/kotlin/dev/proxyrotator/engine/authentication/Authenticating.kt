package dev.proxyrotator.engine.authentication

import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.ProxyScheme
import kotlin.random.Random

internal val CREDENTIALS = ProxyCredentials("Mufasa", "Circle of Life")

/** Shows what was hashed instead of hiding it; the hash itself is the platform's business. */
internal val openHash = HashFunction { name, bytes -> "$name(".encodeToByteArray() + bytes + ")".encodeToByteArray() }

internal fun settings(basic: BasicAuthentication = BasicAuthentication.AT_ONCE) =
    AuthenticationSettings(basic, openHash, Random(seed = 1))

internal fun authentication(
    credentials: ProxyCredentials = CREDENTIALS,
    basic: BasicAuthentication = BasicAuthentication.AT_ONCE,
    scheme: ProxyScheme = ProxyScheme.HTTP,
) = ProxyAuthentication(Proxy.of(scheme, "p.test", 8080, credentials), credentials, settings(basic))

/** One exchange with a proxy of which nothing is known yet. */
internal fun rounds(
    credentials: ProxyCredentials = CREDENTIALS,
    basic: BasicAuthentication = BasicAuthentication.AT_ONCE,
) = AuthenticationRounds(authentication(credentials, basic))

internal fun digest(
    nonce: String,
    vararg more: String,
) = (listOf("Digest realm=\"r\"", "nonce=\"$nonce\"", "qop=\"auth\"") + more).joinToString(", ")

/** What a Digest says, by name and without quotes; no value here has a comma or a quote in it. */
internal fun digestParameters(authorization: String): Map<String, String> =
    authorization.removePrefix("Digest ").split(", ").associate {
        it.substringBefore('=') to it.substringAfter('=').removeSurrounding("\"")
    }

internal fun AuthenticationRounds.authorize(): String? = authorize("GET") { "/" }

/** The nonce that is answered now and how often it was; `basic`, or `null` when nothing is sent. */
internal fun AuthenticationRounds.shown(): String? {
    val authorization = authorize() ?: return null
    if (authorization.startsWith("Basic ")) return "basic"
    return digestParameters(authorization).let { "${it["nonce"]} ${it["nc"]?.trimStart('0')}" }
}
