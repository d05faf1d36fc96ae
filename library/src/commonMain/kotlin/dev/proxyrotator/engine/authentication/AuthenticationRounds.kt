package dev.proxyrotator.engine.authentication

import dev.proxyrotator.proxy.ProxyCredentials

/**
 * One request's way past a proxy that asks for credentials: sent, at most answered and sent once more, and once more
 * again when the proxy says that the nonce was stale. Used by one coroutine or thread at a time.
 */
internal class AuthenticationRounds(
    private val authentication: ProxyAuthentication,
) {
    private var answer = authentication.known()
    private var hasAnswered = false
    private var hasBeenStale = false

    val credentials: ProxyCredentials get() = authentication.credentials

    /** The value of `Proxy-Authorization` to send now, once; `null` for none. */
    fun authorize(
        method: String,
        target: () -> String,
    ): String? = answer?.authorize(method, target)

    /** The proxy said 407 with this `Proxy-Authenticate`; whether to send the request again with another answer. */
    fun refused(proxyAuthenticate: List<String>): Boolean {
        val refused = answer
        val offer = authentication.learn(readChallenges(proxyAuthenticate), refused) ?: return false
        val mayAnswer = if (hasAnswered) mayFollowStale(offer) else isOther(offer, refused)
        if (!mayAnswer) return false
        hasBeenStale = hasAnswered
        hasAnswered = true
        answer = offer.answer
        return true
    }

    /** The proxy let the request through. */
    fun accepted() {
        answer?.let(authentication::accepted)
    }

    private fun mayFollowStale(offer: ProxyAuthentication.Offer) =
        offer.isStale && !hasBeenStale && answer is Answer.Digest && offer.answer is Answer.Digest

    /** The same again would be refused again, but for requests that overtook each other. */
    private fun isOther(
        offer: ProxyAuthentication.Offer,
        refused: Answer?,
    ) = offer.answer !== refused || (offer.isStale && refused is Answer.Digest)
}
