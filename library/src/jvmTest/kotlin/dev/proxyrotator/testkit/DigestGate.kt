package dev.proxyrotator.testkit

import java.security.MessageDigest

/**
 * Lets requests with the right Digest (RFC 7616, `qop=auth`) pass, for a [LoopbackProxy]. A nonce is good for
 * [usesPerNonce] requests, each with a count of its own; what comes too often or late is called stale.
 */
class DigestGate(
    private val username: String,
    private val password: String,
    private val algorithm: String = "MD5",
    private val form: Denial.Form = Denial.Form.LENGTH,
    private val usesPerNonce: Int = Int.MAX_VALUE,
) {
    private val counts = HashMap<String, MutableSet<String>>()

    /** Requests that came with the nonce and the count of one before. */
    var replays = 0
        private set

    /** Requests that were let through. */
    var passed = 0
        private set

    /** For all who ask, instead of one for each. */
    var commonNonce: String? = null

    val behaviour = ProxyBehaviour.PerRequest { denial(it) ?: ProxyBehaviour.Good }

    @Synchronized
    private fun denial(request: ReceivedRequest): Denial? {
        val sent = request.header("Proxy-Authorization")?.takeIf { it.startsWith("Digest ") } ?: return challenge()
        val parameters =
            PARAMETER.findAll(sent).associate { match ->
                match.groupValues[1] to match.groupValues[2].removeSurrounding("\"")
            }
        val used = counts[parameters["nonce"]] ?: return challenge(isStale = true)
        return when {
            parameters["uri"] != request.target || parameters["response"] !=
                expected(
                    request,
                    parameters,
                )
            -> challenge()

            used.size >= usesPerNonce -> challenge(isStale = true)

            !used.add(parameters.getValue("nc")) -> challenge().also { replays++ }

            else -> null.also { passed++ }
        }
    }

    private fun challenge(isStale: Boolean = false): Denial {
        val nonce = commonNonce ?: "nonce-${counts.size}"
        counts.getOrPut(nonce) { HashSet() }
        return Denial(
            "Digest realm=\"gate\", nonce=\"$nonce\", qop=\"auth\", algorithm=$algorithm, stale=$isStale",
            form,
        )
    }

    private fun expected(
        request: ReceivedRequest,
        parameters: Map<String, String>,
    ): String {
        val (nonce, count, clientNonce) = listOf("nonce", "nc", "cnonce").map(parameters::getValue)
        val secret = hash("$username:gate:$password")
        return hash("$secret:$nonce:$count:$clientNonce:auth:" + hash("${request.method}:${request.target}"))
    }

    private fun hash(text: String) =
        MessageDigest.getInstance(algorithm).digest(text.toByteArray()).joinToString("") { "%02x".format(it) }

    private companion object {
        val PARAMETER = Regex("(\\w+)=(\"[^\"]*\"|[^,\\s]+)")
    }
}
