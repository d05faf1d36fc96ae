package dev.proxyrotator.engine.authentication

import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.ProxyScheme
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.random.Random

private const val BASIC = "basic"
private const val MAX_NONCES = 8
private const val CLIENT_NONCE_BYTES = 16

/** How proxies are told who asks. */
internal class AuthenticationSettings(
    val basic: BasicAuthentication,
    val function: HashFunction,
    val random: Random,
)

/**
 * What is known of how one proxy wants to be told one user's name and password, from one exchange to the next. Safe to
 * use from any thread.
 */
internal class ProxyAuthentication(
    proxy: Proxy,
    val credentials: ProxyCredentials,
    private val settings: AuthenticationSettings,
) {
    /** What one 407 leads to. */
    class Offer(
        val answer: Answer,
        /** Whether what was sent before was right but for its nonce. */
        val isStale: Boolean,
    )

    private val lock = SynchronizedObject()
    private val basic = Answer.Basic(credentials)
    private val isPrivate = proxy.scheme == ProxyScheme.HTTPS

    // Guarded by the lock.
    private var hasOfferedBasic = false
    private var hasOfferedDigest = false
    private var proven: Answer.Digest? = null

    // A proxy that gives the same nonce to several exchanges wants their requests counted together.
    private val nonces = LinkedHashMap<DigestChallenge, Answer.Digest>()

    /** What is sent without being asked. */
    fun known(): Answer? =
        synchronized(lock) {
            when {
                hasOfferedDigest -> proven
                settings.basic == BasicAuthentication.AT_ONCE -> basic
                settings.basic == BasicAuthentication.WHEN_ASKED && hasOfferedBasic -> basic
                else -> null
            }
        }

    /** The answer to the strongest of [challenges], by which the proxy refused [refused]; `null` when there is none. */
    fun learn(
        challenges: List<Challenge>,
        refused: Answer?,
    ): Offer? =
        synchronized(lock) {
            if (proven === refused) proven = null
            digest(challenges) ?: basic(challenges)
        }

    /** The proxy let a request with [answer] through. */
    fun accepted(answer: Answer) {
        if (answer is Answer.Digest) synchronized(lock) { proven = answer }
    }

    private fun digest(challenges: List<Challenge>): Offer? {
        val usable = challenges.mapNotNull { challenge -> DigestChallenge.of(challenge)?.let { challenge to it } }
        val (challenge, strongest) = usable.minByOrNull { (_, digest) -> digest.algorithm } ?: return null
        hasOfferedDigest = true
        return Offer(answerTo(strongest), challenge.parameters?.get("stale").equals("true", ignoreCase = true))
    }

    private fun answerTo(challenge: DigestChallenge): Answer.Digest {
        val answer =
            nonces.remove(challenge)
                ?: Answer.Digest(DigestAuthorization(challenge, credentials, clientNonce(), settings.function))
        nonces[challenge] = answer
        if (nonces.size > MAX_NONCES) nonces.remove(nonces.keys.first())
        return answer
    }

    private fun basic(challenges: List<Challenge>): Offer? {
        if (challenges.none { it.scheme == BASIC && it.parameters != null }) return null
        val isAllowed = settings.basic != BasicAuthentication.NEVER && (isPrivate || !hasOfferedDigest)
        if (!isAllowed) return null
        hasOfferedBasic = true
        return Offer(basic, isStale = false)
    }

    private fun clientNonce(): String = settings.random.nextBytes(CLIENT_NONCE_BYTES).toHexString()
}
